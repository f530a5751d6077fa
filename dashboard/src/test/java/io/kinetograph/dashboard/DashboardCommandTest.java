// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DashboardCommandTest {

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsHelpAndEndsWithCodeZero() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .startsWith("Usage: kinetograph dashboard [")
        .contains("--bootstrap-servers", "--kafka-config", "8090");
  }

  @Test
  void reportsWrongUsageInOneSentenceWithCodeTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(err).hasToString("dashboard: no bootstrap server is set\nTry --help.\n");
    assertUsage("dashboard: bootstrap server 'kafka' is not host:port", "kafka");
    assertUsage("dashboard: --port 70000 is not from 0 to 65535", "kafka:1", "--port", "70000");
    assertUsage("dashboard: --host ' ' is blank", "kafka:1", "--host", " ");
    assertUsage("dashboard: no such file: missing.conf", "k:1", "--kafka-config", "missing.conf");
    assertUsage(
        "dashboard: registry.url 'a' is not http://HOST:PORT", "kafka:1", "--registry-url", "a");
    assertUsage("dashboard: no such file: no.conf", "kafka:1", "--registry-config", "no.conf");
    assertUsage("dashboard: Unknown option: '--color'", "kafka:1", "--color");
    assertUsage(
        "dashboard: Kafka's consumer rejects a property: Invalid value soon for configuration",
        "kafka:1",
        "--kafka",
        "request.timeout.ms=soon");
  }

  @Test
  void rejectsNamesThatKafkaDoesNotTakeForTopics() {
    for (String name : List.of("", " ", ".", "..", "my topic", "'labels'", "a".repeat(250))) {
      assertUsage(
          "dashboard: --topic '%s' is not a topic's name: 1 to 249 letters, digits, '.', '_' and '-', but not '.' or '..'"
              .formatted(name),
          "kafka:1",
          "--topic",
          name);
    }
    assertUsage(
        "dashboard: --episodes-topic '..' is not a topic's name",
        "kafka:1",
        "--episodes-topic",
        "..");
  }

  /** There is no login, so other machines can connect only if somebody chooses another host. */
  @Test
  void listensOnTheLoopbackInterfaceByDefault() throws Exception {
    String host = DashboardSettings.of("kafka:1").host();

    assertThat(InetAddress.getByName(host).isLoopbackAddress()).isTrue();
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("(default: " + host + ")");
  }

  @Test
  void showsEscapeSequencesInsteadOfSendingThemToTheTerminal() {
    assertUsage("dashboard: no such file: a\\u001b[2J\\n", "k:1", "--kafka-config", "a\u001b[2J\n");
  }

  @Test
  void writesAnIpv6AddressAsInAUrl() {
    assertThat(run("--bootstrap-servers", "127.0.0.1:1", "--host", "2001:db8::7")).isEqualTo(1);
    assertThat(err.toString()).contains("the dashboard cannot listen on [2001:db8::7]:8090: ");
  }

  @Test
  void runsUntilItIsStopped(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("client.conf"), "bootstrap.servers=127.0.0.1:1\n");
    stopped.countDown();

    assertThat(run("--kafka-config", file.toString(), "--port", "0")).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void reportsAPortInUseInOneSentenceWithCodeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThat(run("--bootstrap-servers", "127.0.0.1:1", "--port", port)).isEqualTo(1);
      assertThat(err.toString())
          .startsWith("dashboard: the dashboard cannot listen on 127.0.0.1:" + port)
          .hasLineCount(1);
    }
  }

  private void assertUsage(String sentence, String servers, String... more) {
    String[] args = new String[more.length + 2];
    args[0] = "--bootstrap-servers";
    args[1] = servers;
    System.arraycopy(more, 0, args, 2, more.length);
    err.getBuffer().setLength(0);
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString()).startsWith(sentence);
  }

  private int run(String... args) {
    CommandLine command = DashboardCommand.commandLine(stopped);
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(args);
  }
}
