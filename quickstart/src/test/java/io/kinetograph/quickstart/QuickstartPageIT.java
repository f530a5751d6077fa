// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.kinetograph.fixtures.browser.InChromium;
import io.kinetograph.quickstart.display.DelayOrigin;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.quickstart.wearer.Routine;
import io.kinetograph.quickstart.wearer.WearerGroup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole quickstart, as a person sees it in a browser: broker, app, wearers and dashboard. */
@InChromium
class QuickstartPageIT {

  private static final int PATIENCE_MILLIS = 60_000;
  private static final String APPLICATION_ID = "quickstart-page";

  /** What a page shows that has three labels of each of two wearers. */
  private static final String LABELED_STRIPS =
      "[...document.querySelectorAll('.strip')]"
          + ".filter(strip => strip.querySelectorAll('.hue').length >= 3).length === 2";

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final BrowserContext context;

  QuickstartPageIT(Browser browser) {
    context = browser.newContext();
    context.setDefaultTimeout(PATIENCE_MILLIS);
  }

  @Test
  void thePageShowsTheLabelsOfTheWearers(@TempDir Path folder) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (WearerGroup wearers = WearerGroup.simulated(2, 1, Routine.VARIED)) {
      Future<?> end = thread.submit(run(folder, wearers));
      await()
          .atMost(Duration.ofMillis(PATIENCE_MILLIS))
          .until(() -> end.isDone() || output().contains("wearables"));
      assertThat(end).as(output()).isNotDone();

      Page page = context.newPage();
      page.navigate(address("dashboard"));
      assertThat(page.locator("#connection-text")).hasText("Live");
      assertThat(page.locator("#cards .id")).hasText(new String[] {"wearer-1", "wearer-2"});
      assertThat(page.locator("#cards .activity").first()).not().isEmpty();
      // Not by Playwright's waitForFunction: it may evaluate text only at once, by the page's
      // policy.
      await()
          .atMost(Duration.ofMillis(PATIENCE_MILLIS))
          .until(() -> Boolean.TRUE.equals(page.evaluate(LABELED_STRIPS)));

      assertIsUnreachableFromOtherMachines();
      stop.countDown();
      end.get();
      assertThat(page.locator("#connection-text")).hasText("Reconnecting");
    } finally {
      stop.countDown();
      context.close();
      thread.shutdown();
    }
  }

  private Callable<Void> run(Path folder, WearerGroup wearers) throws Exception {
    int port = LocalPorts.firstFreeFrom(9092);
    RunSettings settings =
        new RunSettings(
            folder.resolve("broker"),
            port,
            APPLICATION_ID,
            RunSettings.app(port, APPLICATION_ID, folder.resolve("state"), Pace.LIVE, Map.of()),
            wearers,
            Pace.LIVE,
            Optional.empty(),
            true);
    QuickstartRun run =
        new QuickstartRun(
            settings,
            new Scoreboard(DelayOrigin.SEGMENT_END, Clock.systemUTC(), null),
            List.of(),
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            stop);
    return () -> {
      run.run();
      return null;
    };
  }

  /** There is no login, so nothing may listen on an address that other machines can reach. */
  private void assertIsUnreachableFromOtherMachines() throws Exception {
    List<Integer> ports =
        Pattern.compile(":(\\d+)")
            .matcher(output())
            .results()
            .map((MatchResult port) -> Integer.valueOf(port.group(1)))
            .toList();
    assertThat(ports).as(output()).hasSize(3);
    for (InetAddress address : outerAddresses()) {
      for (int port : ports) {
        assertThatThrownBy(() -> connect(address, port))
            .as("%s:%d", address, port)
            .isInstanceOf(ConnectException.class);
      }
    }
  }

  private static List<InetAddress> outerAddresses() throws Exception {
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      each.inetAddresses()
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .forEach(all::add);
    }
    return all;
  }

  private static void connect(InetAddress address, int port) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5_000);
    }
  }

  private String address(String name) {
    return Pattern.compile(name + " +(http://\\S+)")
        .matcher(output())
        .results()
        .map((MatchResult line) -> line.group(1))
        .findFirst()
        .orElseThrow();
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
