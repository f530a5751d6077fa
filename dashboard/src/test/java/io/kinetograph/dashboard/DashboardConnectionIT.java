// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.kinetograph.dashboard.Episodes.over;
import static io.kinetograph.dashboard.Labels.label;
import static io.kinetograph.dashboard.Labels.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.kinetograph.dashboard.episode.Episode;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.fixtures.browser.InChromium;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages behind a proxy, many of them, hidden or sleeping ones, and ones whose login has ended. */
@InChromium
class DashboardConnectionIT {

  /** One more than the connections that a browser opens to a server, and another. */
  private static final int TABS = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Longer than the silence after which a wearer is forgotten. */
  private static final Duration LONG = Duration.ofMinutes(11);

  private final SetClock clock = new SetClock(Instant.now());
  private final FedSource<Label> source = new FedSource<>();
  private final FedSource<Episode> episodes = new FedSource<>();
  private final DashboardServer server =
      DashboardServer.start(
          DashboardSettings.of("localhost:9092"), source, Optional.of(episodes), clock);
  private final PathProxy proxy;
  private final BrowserContext context;

  DashboardConnectionIT(Browser browser) throws Exception {
    proxy = PathProxy.start(server.port(), "/tools/kinetograph");
    context = browser.newContext();
  }

  @AfterEach
  void close() {
    context.close();
    proxy.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/index.html", "?ward=1"})
  void worksBelowAnyPathOfAProxy(String ending) {
    source.feed(live("anna", 1, "rowing"));

    DashboardPage page = DashboardPage.open(context, proxy.url() + ending);

    assertThat(page.connection()).hasText("Live");
    assertThat(page.activity("anna")).hasText("Rowing");
    source.feed(live("anna", 0, "jumping"));
    assertThat(page.activity("anna")).hasText("Jumping");
    assertThat(page.page().evaluate("document.querySelector('.brand img').naturalWidth > 0"))
        .isEqualTo(true);
    // Without the slash, the browser asks for files at the wrong place before the page moves.
    if (ending.startsWith("/")) {
      assertThat(page.errors()).isEmpty();
    }
  }

  @Test
  void theTabsOfABrowserShareOneStream() {
    List<DashboardPage> tabs = new ArrayList<>();
    for (int i = 0; i < TABS; i++) {
      DashboardPage tab = DashboardPage.open(context, proxy.url() + "/");
      assertThat(tab.connection()).hasText("Live");
      tabs.add(tab);
    }
    source.feed(live("anna", 1, "rowing"));
    for (DashboardPage tab : tabs) {
      assertThat(tab.activity("anna")).hasText("Rowing");
      assertThat(tab.errors()).isEmpty();
    }
    assertThat(proxy.streams()).isEqualTo(1);

    // The tab that has opened the stream closes, and all others but one.
    tabs.subList(0, TABS - 1).forEach(tab -> tab.page().close());
    DashboardPage last = tabs.get(TABS - 1);
    source.feed(live("anna", 0, "jumping"));
    assertThat(last.activity("anna")).hasText("Jumping");
    assertThat(proxy.streams()).isEqualTo(1);

    last.page().close();
    awaitOpenStreams(0);
  }

  @Test
  void aTabWithoutSharedWorkersHasAStreamOfItsOwn() {
    context.addInitScript("delete globalThis.SharedWorker");
    assertFollowsLabelsOnlyWhileVisible();
  }

  @Test
  void aTabWhoseWorkerDoesNotStartHasAStreamOfItsOwn() {
    context.addInitScript(
        "globalThis.SharedWorker = class { constructor() { throw new DOMException('denied'); } }");
    assertFollowsLabelsOnlyWhileVisible();
  }

  @Test
  void aHiddenTabLeavesTheSharedStream() {
    assertFollowsLabelsOnlyWhileVisible();
  }

  private void assertFollowsLabelsOnlyWhileVisible() {
    source.feed(live("anna", 1, "rowing"));
    DashboardPage page = DashboardPage.open(context, proxy.url() + "/");
    assertThat(page.activity("anna")).hasText("Rowing");
    awaitOpenStreams(1);

    setVisibility(page, "hidden");
    awaitOpenStreams(0);
    source.feed(live("anna", 0, "jumping"));

    setVisibility(page, "visible");
    assertThat(page.activity("anna")).hasText("Jumping");
    assertThat(page.connection()).hasText("Live");
    assertThat(proxy.streams()).isEqualTo(2);
    assertThat(page.errors()).isEmpty();
  }

  @Test
  void aTabThatWasHiddenForLongKeepsItsCards() {
    DashboardPage page = openWithOpenEpisodes();
    setVisibility(page, "hidden");
    awaitOpenStreams(0);
    clock.pass(LONG);
    Instant now = clock.instant();
    source.feed(label("anna", now.minusSeconds(5), "jumping", now));
    List<Route> held = new ArrayList<>();
    page.page().route("**/api/wearers", held::add);

    setVisibility(page, "visible");
    assertThat(page.connection()).hasText("Live");
    letItTick(page);
    assertKeepsCardAndOpenEpisodes(page);
    assertThat(held).hasSize(1);

    held.get(0).resume();
    assertThat(page.activity("anna")).hasText("Jumping");
    letItTick(page);
    assertKeepsCardAndOpenEpisodes(page);
  }

  @Test
  void aTabOfALaptopThatHasSleptKeepsItsCardsAndFetchesWhatItMissed() {
    // A worker's clock cannot be set.
    context.addInitScript("delete globalThis.SharedWorker");
    context.clock().install();
    DashboardPage page = openWithOpenEpisodes();

    page.page()
        .waitForRequest(
            "**/api/wearers",
            () -> {
              context.clock().setSystemTime(Instant.now().plus(LONG).toEpochMilli());
              context.clock().runFor(1_000);
              assertKeepsCardAndOpenEpisodes(page);
            });
    assertThat(page.connection()).hasText("Live");
    letItTick(page);
    assertKeepsCardAndOpenEpisodes(page);
    assertThat(proxy.streams()).isEqualTo(1);
  }

  private DashboardPage openWithOpenEpisodes() {
    Instant now = clock.instant();
    episodes.feed(over("anna", now.minus(LONG), now.minus(LONG.dividedBy(2)), "sitting"));
    source.feed(live("anna", 1, "rowing"));
    DashboardPage page = DashboardPage.open(context, proxy.url() + "/");
    assertThat(page.activity("anna")).hasText("Rowing");
    page.card("anna").getByText("Episodes", new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(page.card("anna").locator(".rows")).containsText("Sitting");
    page.card("anna").evaluate("card => card.dataset.opened = 'before'");
    assertKeepsCardAndOpenEpisodes(page);
    return page;
  }

  private static void assertKeepsCardAndOpenEpisodes(DashboardPage page) {
    assertThat(page.card("anna")).hasAttribute("data-opened", "before");
    assertThat(page.card("anna").locator("details")).hasAttribute("open", "");
  }

  /** The page looks for silent wearers every second. */
  private static void letItTick(DashboardPage page) {
    page.page().waitForTimeout(2_500);
  }

  @Test
  void saysThatTheLoginHasEnded() {
    source.feed(live("anna", 1, "rowing"));
    DashboardPage page = DashboardPage.open(context, proxy.url() + "/");
    assertThat(page.connection()).hasText("Live");

    proxy.logOut();
    assertThat(page.connection()).hasText("Logged out");
    assertThat(page.notice()).hasText("You are logged out. Reload the page to log in again.");

    proxy.logIn();
    assertThat(page.connection()).hasText("Live");
    assertThat(page.notice()).isHidden();
  }

  private void awaitOpenStreams(int count) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(proxy.openStreams()).isEqualTo(count));
  }

  private static void setVisibility(DashboardPage page, String state) {
    page.page()
        .evaluate(
            """
            state => {
              Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """,
            state);
  }
}
