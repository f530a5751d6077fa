// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.kinetograph.dashboard.Labels.live;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.label.LabeledSegment;
import io.kinetograph.dashboard.topic.SourceState;
import io.kinetograph.fixtures.browser.InChromium;
import io.kinetograph.schemas.LabelStatus;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person sees in a browser. */
@InChromium
class DashboardPageIT {

  private static final List<String> HOSTILE =
      List.of(
          "<img src=x onerror=alert(1)>",
          "\"><script>alert(2)</script>",
          "'\"`${alert(3)}</template></li>",
          "\u202Egnirts desrever\u2066",
          "first\nsecond\u2028third\tfourth",
          "javascript:alert(4)//",
          "\uD83C\uDFC3 läuft \u05D0\u05D1\u05D2",
          "long".repeat(2_000));

  private final FedSource<Label> source = new FedSource<>();
  private final DashboardSettings settings = DashboardSettings.of("localhost:9092");
  private final BrowserContext context;
  private DashboardServer server =
      DashboardServer.start(settings, source, Optional.empty(), Clock.systemUTC());

  DashboardPageIT(Browser browser) {
    context = browser.newContext();
  }

  @AfterEach
  void close() {
    context.close();
    server.close();
  }

  @Test
  void labelsAppearAndChange() {
    source.feed(live("anna", 1, "rowing"));
    DashboardPage page = open();

    assertThat(page.connection()).hasText("Live");
    assertThat(page.activity("anna")).hasText("Rowing");
    assertThat(page.page().locator("#summary")).hasText("1 wearer");

    source.feed(live("anna", 0, "climbing_stairs"));
    source.feed(live("ben", 0, "sitting"));

    assertThat(page.activity("anna")).hasText("Climbing stairs");
    assertThat(page.card("anna").locator(".confidence")).hasText("75%");
    assertThat(page.card("anna").locator(".top3 .name").first()).hasText("Climbing stairs");
    assertThat(page.card("anna").locator(".shares")).containsText("\u2068Rowing\u2069 0:05");
    assertThat(page.activity("ben")).hasText("Sitting");
    assertThat(page.page().locator("#summary")).hasText("2 wearers");
    assertThat(page.page().locator("#announcer")).containsText("anna: Climbing stairs.");
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void survivesARestartOfTheServer() {
    source.feed(live("anna", 1, "rowing"));
    DashboardPage page = open();
    assertThat(page.activity("anna")).hasText("Rowing");
    page.page().evaluate("document.querySelector('#cards > li').dataset.before = 'restart'");

    server.close();
    assertThat(page.connection()).hasText("Reconnecting");
    assertThat(page.notice()).containsText("The connection to the dashboard is lost.");

    FedSource<Label> second = new FedSource<>();
    server =
        DashboardServer.start(
            settings.withAddress(DashboardSettings.DEFAULT_HOST, server.port()),
            second,
            Optional.empty(),
            Clock.systemUTC());
    assertThat(page.connection()).hasText("Live");
    assertThat(page.notice()).isHidden();
    // The new server does not know the wearer yet, but nothing disappears.
    assertThat(page.activity("anna")).hasText("Rowing");

    second.feed(live("anna", 0, "jumping"));
    assertThat(page.activity("anna")).hasText("Jumping");
    assertThat(page.page().locator("[data-before=restart] .activity")).hasText("Jumping");
  }

  @Test
  void filtersByTheWearersId() {
    for (String wearer : List.of("ward-1/anna", "ward-1/ben", "ward-2/Cora")) {
      source.feed(live(wearer, 0, "sitting"));
    }
    DashboardPage page = open();
    assertThat(page.cards()).hasCount(3);

    page.filter().fill("WARD-1");
    assertThat(page.cards()).hasCount(2);
    assertThat(page.page().locator("#summary")).hasText("2 of 3 wearers");

    page.filter().fill("cora");
    assertThat(page.cards()).hasCount(1);
    source.feed(live("ward-3/coral", 0, "lying"));
    source.feed(live("ward-3/dan", 0, "lying"));
    assertThat(page.cards()).hasCount(2);

    page.filter().fill("nobody");
    assertThat(page.page().getByText("No wearer’s id contains this text.")).isVisible();
    page.filter().fill("");
    assertThat(page.cards()).hasCount(5);
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void hostileTextStaysText() {
    DashboardPage page = open();
    assertThat(page.connection()).hasText("Live");
    HOSTILE.forEach(hostile -> source.feed(live(hostile, 1, "sitting")));
    assertThat(page.cards()).hasCount(HOSTILE.size());
    // Only now, because a change that the page never saw is not announced.
    HOSTILE.forEach(hostile -> source.feed(hostileEverywhere(hostile)));

    assertThat(
            page.page()
                .locator("#cards .activity")
                .filter(new Locator.FilterOptions().setHasText("Sitting")))
        .hasCount(0);
    assertThat(page.page().locator("#cards .id").allTextContents())
        .containsExactlyInAnyOrderElementsOf(HOSTILE);
    assertThat(page.page().locator("#cards .activity").allTextContents())
        .allMatch(text -> HOSTILE.stream().map(DashboardPageIT::named).anyMatch(text::equals));
    assertThat(page.page().locator("#cards :is(img, script, template), #legend :is(img, script)"))
        .hasCount(0);
    // The announcement of changes, too.
    assertThat(page.page().locator("#announcer")).not().isEmpty();
    assertThat(page.errors()).isEmpty();
    for (int width : List.of(320, 1280)) {
      page.page().setViewportSize(width, 800);
      assertThat(page.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as("no horizontal scrolling at a width of " + width)
          .isEqualTo(true);
    }
  }

  @Test
  void saysWhyThereAreNoLabels() {
    source.report(new SourceState(false, false, "topic <b>" + "t".repeat(300), 0, 0));
    DashboardPage page = open();

    assertThat(page.connection()).hasText("Waiting for Kafka");
    assertThat(page.notice()).containsText("No labels can be read: topic <b>ttt");

    source.report(new SourceState(true, true, "reading", 0, 0));
    assertThat(page.connection()).hasText("Live");
    assertThat(page.page().getByText("No labels yet.")).isVisible();
    assertThat(page.errors()).isEmpty();
  }

  private DashboardPage open() {
    return DashboardPage.open(context, "http://127.0.0.1:" + server.port() + "/");
  }

  /** An activity as the page shows it: without characters that change the direction of text. */
  private static String named(String activity) {
    String text = activity.replaceAll("[\u202E\u2066]", "");
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static Label hostileEverywhere(String hostile) {
    Label label = live(hostile, 0, "sitting");
    LabeledSegment segment = label.segment();
    return new Label(
        hostile,
        new LabeledSegment(segment.start(), segment.end(), hostile, LabelStatus.KNOWN, 0.75f, 1f),
        hostile,
        hostile,
        Map.of(hostile, 0.75f, hostile + "2", 0.25f),
        hostile,
        label.receivedAt());
  }
}
