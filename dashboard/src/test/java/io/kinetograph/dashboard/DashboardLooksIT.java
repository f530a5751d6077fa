// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.kinetograph.dashboard.Labels.live;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.kinetograph.dashboard.episode.Episode;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.topic.SourceState;
import io.kinetograph.fixtures.browser.InChromium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Light and dark, on a phone and on a desk, and for people who cannot see or use a mouse. */
@InChromium
class DashboardLooksIT {

  private static final int PHONE = 360;
  private static final int DESK = 1440;
  private static final List<String> ACTIVITIES =
      List.of(
          "sitting",
          "walking-parking-lot",
          "exercising_on_cross_trainer",
          "unknown",
          "rowing",
          "not-worn");

  private static final String CUT_NAMES =
      """
      () => [...document.querySelectorAll('#cards :is(.activity, .what, .top3 .name)')]
        .filter(each => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight + 1)
        .map(each => each.textContent)
      """;

  private final FedSource<Episode> episodes = new FedSource<>();
  private final FedSource<Label> source = new FedSource<>();
  private final DashboardServer server =
      DashboardServer.start(
          DashboardSettings.of("localhost:9092"), source, Optional.of(episodes), Clock.systemUTC());
  private final BrowserContext context;

  DashboardLooksIT(Browser browser) {
    context = browser.newContext();
  }

  @BeforeEach
  void feed() {
    for (int wearer = 1; wearer <= 6; wearer++) {
      for (int ago = 59; ago >= 0; ago--) {
        source.feed(live("wearer-" + wearer, ago, activity(wearer, ago / 9)));
      }
      Instant end = Instant.now().minusSeconds(wearer);
      for (int ago = 0; ago < 12; ago++) {
        Instant start = end.minusSeconds(60 + 40L * ((7 * ago + wearer) % 13));
        String activity = activity(wearer, ago);
        String id = "wearer-" + wearer;
        episodes.feed(
            ago == 0
                ? Episodes.open(id, start, activity, 4)
                : Episodes.over(id, start, end, activity));
        end = start;
      }
    }
    Label old = live("silent", 20, "lying_on_back");
    source.feed(
        Labels.label(
            old.wearer(), old.segment().start(), "lying", Instant.now().minusSeconds(100)));
  }

  private static String activity(int wearer, int ago) {
    return ACTIVITIES.get((wearer + ago) % ACTIVITIES.size());
  }

  @AfterEach
  void close() {
    context.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void hasNoSeriousBarrier(ColorScheme scheme) throws Exception {
    Page page = open(scheme);
    page.locator("summary").nth(1).click();
    assertThat(page.locator(".totals").nth(1)).isVisible();
    for (int width : List.of(DESK, PHONE)) {
      page.setViewportSize(width, 800);
      assertThat(barriers(page)).as(scheme + " at a width of " + width).isEmpty();
    }
    source.report(new SourceState(false, false, "no answer from Kafka", 0, 0));
    assertThat(page.locator("#notice")).isVisible();
    assertThat(barriers(page)).as(scheme + " with a notice").isEmpty();
  }

  @Test
  void followsTheColorSchemeOfTheSystem() {
    int light = brightness(open(ColorScheme.LIGHT));
    int dark = brightness(open(ColorScheme.DARK));

    assertThat(light).isGreaterThan(200);
    assertThat(dark).isLessThan(60);
  }

  @Test
  void fitsTheWidthOfAPhone() {
    Page page = open(ColorScheme.LIGHT);
    for (int width : List.of(320, PHONE, 768, DESK)) {
      page.setViewportSize(width, 800);
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as("no horizontal scrolling at a width of " + width)
          .isEqualTo(true);
    }
  }

  @Test
  void activitiesAreNamedInFull() {
    Page page = open(ColorScheme.LIGHT);
    for (int width : List.of(320, PHONE, 768, DESK)) {
      page.setViewportSize(width, 800);
      assertThat((List<?>) page.evaluate(CUT_NAMES)).as("cut at a width of " + width).isEmpty();
    }
  }

  @Test
  void theHistoryOfAWearerCanBeReadWithTheKeyboard() {
    Page page = open(ColorScheme.LIGHT);
    var strip = page.locator(".strip").nth(1);

    strip.focus();
    page.keyboard().press("ArrowLeft");

    assertThat(strip).hasAttribute("aria-valuenow", "59");
    assertThat(page.locator(".reading .detail")).containsText("coverage 100");
  }

  private Page open(ColorScheme scheme) {
    Page page = DashboardPage.open(context, "http://127.0.0.1:" + server.port() + "/").page();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    assertThat(page.locator("#cards > li")).hasCount(7);
    return page;
  }

  /** What axe-core finds that keeps people from using the page. */
  private static List<?> barriers(Page page) throws IOException {
    try (InputStream script = DashboardLooksIT.class.getResourceAsStream("/axe.min.js")) {
      page.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        page.evaluate(
            """
            async () => (await axe.run()).violations
              .filter(each => ['serious', 'critical'].includes(each.impact))
              .flatMap(each => each.nodes.map(node => `${each.id}: ${node.failureSummary} ${node.html}`))
            """);
  }

  private static int brightness(Page page) {
    return (int)
        page.evaluate(
            """
            () => Math.max(...getComputedStyle(document.body).backgroundColor
              .match(/\\d+/g).slice(0, 3).map(Number))
            """);
  }
}
