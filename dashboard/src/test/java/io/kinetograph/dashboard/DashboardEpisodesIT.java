// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.kinetograph.dashboard.Episodes.over;
import static io.kinetograph.dashboard.Labels.live;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import io.kinetograph.dashboard.episode.Episode;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.topic.SourceState;
import io.kinetograph.fixtures.browser.InChromium;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person sees of episodes in a browser. */
@InChromium
class DashboardEpisodesIT {

  private static final Duration AGO = Duration.ofMinutes(20);

  private final FedSource<Label> labels = new FedSource<>();
  private final FedSource<Episode> episodes = new FedSource<>();
  private final DashboardServer server =
      DashboardServer.start(
          DashboardSettings.of("localhost:9092"), labels, Optional.of(episodes), Clock.systemUTC());
  private final BrowserContext context;
  private final Instant now = Instant.now();

  DashboardEpisodesIT(Browser browser) {
    context = browser.newContext(new Browser.NewContextOptions().setTimezoneId(zoneWithNoonNow()));
  }

  @AfterEach
  void close() {
    context.close();
    server.close();
  }

  @Test
  void currentEpisodeIsBesideTheLabelAndChanges() {
    episodes.feed(over("anna", now.minus(AGO.multipliedBy(2)), now.minus(AGO), "sitting"));
    labels.feed(live("anna", 0, "rowing"));
    DashboardPage page = open();
    assertThat(page.card("anna").locator(".what"))
        .hasText(Pattern.compile("Sitting\u2069 until \\d\\d:\\d\\d"));

    episodes.feed(Episodes.open("anna", now.minus(AGO), "walking-treadmill-flat", 4));
    assertThat(page.card("anna").locator(".what"))
        .hasText(Pattern.compile("Walking treadmill flat\u2069 since \\d\\d:\\d\\d"));
    assertThat(page.card("anna").locator(".lasts")).hasText(Pattern.compile("for (19|20|21) min"));
    assertThat(page.page().locator("#announcer")).containsText("anna: Walking treadmill flat.");
    // A label is a guess: it may differ without a change of the episode.
    assertThat(page.activity("anna")).hasText("Rowing");
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void revisionChangesThePastInPlace() {
    episodes.feed(Episodes.open("anna", now.minus(AGO), "walking-treadmill-flat", 4));
    labels.feed(live("anna", 0, "rowing"));
    DashboardPage page = open();
    Locator cell = page.card("anna").locator(".timeline span");
    assertThat(cell).hasAttribute("title", Pattern.compile(".*Walking treadmill flat.* to now .*"));
    cell.evaluate("cell => cell.dataset.before = 'revision'");

    episodes.feed(Episodes.open("anna", now.minus(AGO), "walking-parking-lot", 60));
    assertThat(cell).hasAttribute("title", Pattern.compile(".*Walking parking lot.*"));
    assertThat(cell).hasAttribute("data-before", "revision");

    episodes.feed(over("anna", now.minus(AGO), now.minus(AGO.dividedBy(2)), "walking-parking-lot"));
    assertThat(cell).hasAttribute("title", Pattern.compile(".*Walking parking lot.* 10 min"));
    assertThat(cell).hasAttribute("data-before", "revision");
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void openEpisodeOfASilentWearerWasLastSeen() {
    Label old = live("anna", 12, "rowing");
    labels.feed(Labels.label("anna", old.segment().start(), "rowing", now.minusSeconds(60)));
    episodes.feed(Episodes.open("anna", old.segment().start().minus(AGO), "rowing", 240));
    DashboardPage page = open();
    assertThat(page.card("anna").locator(".what"))
        .hasText(Pattern.compile("Rowing\u2069 last seen \\d\\d:\\d\\d"));
    assertThat(page.card("anna").locator(".lasts")).hasText(Pattern.compile("for (19|20) min"));
    Locator cell = page.card("anna").locator(".timeline span");
    assertThat(cell)
        .hasAttribute("title", Pattern.compile(".*Rowing.*, last seen \\d\\d:\\d\\d .*"));

    labels.feed(live("anna", 0, "rowing"));
    assertThat(page.card("anna").locator(".what"))
        .hasText(Pattern.compile("Rowing\u2069 since .*"));
    assertThat(cell).hasAttribute("title", Pattern.compile(".*Rowing.* to now .*"));
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void unknownAndNotWornDifferByMoreThanColor() {
    episodes.feed(over("anna", now.minus(AGO), now.minusSeconds(300), "unknown"));
    episodes.feed(Episodes.open("anna", now.minusSeconds(300), "not-worn", 60));
    labels.feed(live("anna", 1, "unknown"));
    DashboardPage page = open();
    assertThat(page.activity("anna")).hasText("Unknown");
    assertThat(page.card("anna").locator(".now .swatch")).hasClass("swatch unknown");
    // The probability is that of the first guess, not of what the page shows.
    assertThat(page.card("anna").locator(".confidence")).isEmpty();
    assertThat(page.card("anna").locator(".top3 .name").first()).hasText("Rowing");

    labels.feed(live("anna", 0, "not-worn"));
    assertThat(page.activity("anna")).hasText("Not worn");
    assertThat(page.card("anna").locator(".now .swatch")).hasClass("swatch not-worn");
    assertThat(page.card("anna").locator(".top3")).isHidden();
    assertThat(page.card("anna").locator(".timeline .unknown")).hasCount(1);
    assertThat(page.card("anna").locator(".timeline .not-worn")).hasCount(1);
    assertThat(page.page().locator("#legend .not-worn")).hasCount(1);
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void timelineCanBeReadWithTheKeyboardAndAsAList() {
    for (int i = 0; i < 4; i++) {
      Instant start = now.minus(AGO).plusSeconds(240L * i);
      episodes.feed(over("anna", start, start.plusSeconds(240), i % 2 == 0 ? "rowing" : "sitting"));
    }
    episodes.feed(over("anna", now.minusSeconds(7_200), now.minusSeconds(6_900), "jumping"));
    labels.feed(live("anna", 0, "sitting"));
    DashboardPage page = open();
    Locator timeline = page.card("anna").locator(".timeline");
    assertThat(timeline).hasAttribute("aria-valuemax", "4");
    assertThat(timeline).hasAttribute("aria-label", "Episodes of the last 1 hour of anna");

    timeline.focus();
    page.page().keyboard().press("ArrowLeft");
    assertThat(timeline).hasAttribute("aria-valuenow", "3");
    assertThat(page.card("anna").locator(".told")).containsText("Rowing");
    page.page().keyboard().press("Home");
    assertThat(timeline).hasAttribute("aria-valuenow", "1");

    page.page().getByLabel("Timeline").selectOption("6");
    assertThat(timeline).hasAttribute("aria-valuemax", "5");
    page.card("anna").locator("summary").press("Enter");
    Locator rows = page.card("anna").locator(".rows li");
    assertThat(rows).hasCount(5);
    assertThat(rows.first()).containsText("Sitting");
    assertThat(rows.last()).containsText("Jumping");
    assertThat(page.card("anna").locator(".totals"))
        .hasText(Pattern.compile("Today.*: .*Rowing.* 8 min.* MET-minutes"));
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void wearerWhoReturnsGetsTheirPastBack() {
    DashboardSettings of = DashboardSettings.of("localhost:9092");
    DashboardSettings forgetful =
        new DashboardSettings(
            of.kafka(),
            of.topic(),
            of.episodesTopic(),
            of.registry(),
            of.host(),
            0,
            of.hostNames(),
            of.historyPerWearer(),
            Duration.ofSeconds(5));
    FedSource<Label> heard = new FedSource<>();
    FedSource<Episode> told = new FedSource<>();
    try (DashboardServer quick =
        DashboardServer.start(forgetful, heard, Optional.of(told), Clock.systemUTC())) {
      told.feed(over("ben", now.minus(AGO), now.minusSeconds(300), "sitting"));
      heard.feed(live("ben", 0, "rowing"));
      DashboardPage page = DashboardPage.open(context, "http://127.0.0.1:" + quick.port() + "/");
      assertThat(page.connection()).hasText("Live");
      assertThat(page.page().locator("#summary")).hasText("0 wearers");

      heard.feed(live("ben", 0, "rowing"));
      assertThat(page.card("ben").locator(".what")).hasText(Pattern.compile("Sitting.* until .*"));
      assertThat(page.errors()).isEmpty();
    }
  }

  @Test
  void saysPlainlyThatThereAreLabelsOnly() {
    episodes.report(new SourceState(false, false, "topic wearer.episodes does not exist", 0, 0));
    labels.feed(live("anna", 0, "rowing"));
    DashboardPage page = open();

    assertThat(page.page().locator("#labels-only"))
        .hasText("Labels only, without episodes: topic wearer.episodes does not exist.");
    assertThat(page.connection()).hasText("Live");
    assertThat(page.activity("anna")).hasText("Rowing");
    assertThat(page.card("anna").locator(".timeline")).isHidden();
    assertThat(page.notice()).isHidden();

    episodes.report(new SourceState(true, true, "reading", 0, 0));
    assertThat(page.page().locator("#labels-only")).isHidden();
    assertThat(page.card("anna").locator(".what")).hasText("No episode yet");
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void hostileTextOfEpisodesStaysText() {
    String hostile = "<img src=x onerror=alert(1)>";
    labels.feed(live(hostile, 0, "rowing"));
    episodes.feed(Episodes.open(hostile, now.minus(AGO), hostile, 4));
    DashboardPage page = open();

    page.page().locator("summary").click();
    assertThat(page.page().locator(".rows li")).containsText(hostile);
    assertThat(page.page().locator("#cards img")).hasCount(0);
    assertThat(page.errors()).isEmpty();
  }

  /** So that all episodes of a test are of one day. The sign of these names is that of POSIX. */
  private static String zoneWithNoonNow() {
    int west = Instant.now().atZone(ZoneOffset.UTC).getHour() - 12;
    return "Etc/GMT" + (west < 0 ? "-" : "+") + Math.abs(west);
  }

  private DashboardPage open() {
    return DashboardPage.open(context, "http://127.0.0.1:" + server.port() + "/");
  }
}
