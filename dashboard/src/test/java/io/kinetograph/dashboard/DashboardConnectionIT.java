// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.kinetograph.dashboard.Labels.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import io.kinetograph.dashboard.label.Label;
import io.kinetograph.fixtures.browser.InChromium;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages behind a proxy, many of them, hidden ones, and ones whose login has ended. */
@InChromium
class DashboardConnectionIT {

  /** One more than the connections that a browser opens to a server, and another. */
  private static final int TABS = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FedSource<Label> source = new FedSource<>();
  private final DashboardServer server =
      DashboardServer.start(
          DashboardSettings.of("localhost:9092"), source, Optional.empty(), Clock.systemUTC());
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
