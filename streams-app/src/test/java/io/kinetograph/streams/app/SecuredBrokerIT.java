// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.TlsStores;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.streams.mounting.MountingCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** The process against a broker that requires TLS and a password. */
@Execution(ExecutionMode.CONCURRENT)
class SecuredBrokerIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "hush-4711";
  private static final String STORE_PASSWORD = "hush-store-4712";
  private static final String WRONG_PASSWORD = "hush-wrong-4713";
  private static final String[] SECRETS = {PASSWORD, STORE_PASSWORD, WRONG_PASSWORD, "hush-"};

  @TempDir static Path stores;
  @TempDir Path folder;
  private static TlsStores brokers;
  private static TlsStores strangers;
  private static int port;
  private static KafkaCluster cluster;

  @BeforeAll
  static void startBroker() throws Exception {
    brokers = TlsStores.make(stores, "broker", STORE_PASSWORD);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    strangers = TlsStores.make(stores, "stranger", STORE_PASSWORD);
    cluster =
        KafkaCluster.start(
            1,
            Map.of(
                "listeners",
                "EXTERNAL://localhost:0,CONTROLLER://localhost:0,SECURE://localhost:" + port,
                "listener.security.protocol.map",
                "EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL",
                "listener.name.secure.sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "listener.name.secure.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "listener.name.secure.ssl.keystore.type",
                "PKCS12",
                "listener.name.secure.ssl.keystore.location",
                brokers.keys().toString(),
                "listener.name.secure.ssl.keystore.password",
                STORE_PASSWORD,
                "listener.name.secure.ssl.key.password",
                STORE_PASSWORD));
    try (Admin admin = cluster.admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "kinetograph",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      PASSWORD)))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stopBroker() {
    cluster.close();
  }

  @Test
  void withTheRightCredentialsLabelsArriveAndNoSecretIsLogged() throws Exception {
    long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
    AppTopics topics = cluster.appTopics("secured", 2);
    topics.publish(Readings.of("anna", start, 10, 25));
    Map<String, String> settings = topics.settings();
    settings.put("kafka.bootstrap.servers", "localhost:" + port);
    settings.put("metrics.kafka", "all");
    try (AppProcess process = start(settings)) {
      assertThat(topics.labels(2)).hasSize(2);
      process.awaitThat("ready", () -> process.get("/health/ready").statusCode() == 200);

      assertThat(process.get("/info").body()).contains("tiny-1").doesNotContain(SECRETS);
      assertThat(process.get("/metrics").body())
          .contains("kafka_stream_client_state")
          .doesNotContain(SECRETS);
      process.terminate();
      assertThat(process.exitCode(PATIENCE)).isEqualTo(AppProcess.SIGTERM);
      process.assertCleanLog();
      assertThat(process.log()).doesNotContain(SECRETS);
    }
  }

  @Test
  void aWrongPasswordIsReportedInOneSentence() throws Exception {
    assertRejected(
        Map.of("kafka.sasl.jaas.config", jaas(WRONG_PASSWORD)),
        "cannot be used: authentication failed (TLS or SASL):",
        "invalid credentials with SASL mechanism SCRAM-SHA-512");
  }

  @Test
  void anUntrustedCertificateIsReportedInOneSentence() throws Exception {
    assertRejected(
        Map.of("kafka.ssl.truststore.location", strangers.trust().toString()),
        "cannot be used: authentication failed (TLS or SASL):",
        "PKIX path");
  }

  @Test
  void aClientWithoutTlsIsReportedInOneSentence() throws Exception {
    for (String protocol : List.of("PLAINTEXT", "SASL_PLAINTEXT")) {
      assertRejected(
          Map.of("kafka.security.protocol", protocol, "check.timeout", "1h"),
          "cannot be used: localhost:",
          "speaks TLS, and kafka.security.protocol is " + protocol);
    }
  }

  @Test
  void aWrongStorePasswordOrAMissingStoreIsReportedInOneSentence() throws Exception {
    assertRejected(
        Map.of("kafka.ssl.truststore.password", WRONG_PASSWORD),
        "no client can be created from the settings kafka.*:",
        "Failed to load SSL keystore " + brokers.trust());
    assertRejected(
        Map.of("kafka.ssl.truststore.location", "/no/such/store"),
        "no client can be created from the settings kafka.*:",
        "/no/such/store");
  }

  @Test
  void anUnreadableJaasConfigIsNamedWithoutItsContent() throws Exception {
    assertRejected(
        Map.of(
            "kafka.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule " + PASSWORD + ";"),
        "no client can be created from the settings kafka.*:",
        "(setting kafka.sasl.jaas.config)");
  }

  private void assertRejected(Map<String, String> settings, String... parts) throws Exception {
    try (AppProcess process = start(settings)) {
      assertThat(process.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(process.onlyError()).contains(parts);
      assertThat(process.log()).doesNotContain(SECRETS);
    }
  }

  @Test
  void mountingUsesTheSameCredentials() throws Exception {
    AppTopics topics = cluster.appTopics("secured-mounting", 2);
    topics.publish(Readings.of("anna", System.currentTimeMillis() * 1000 - 20_000_000, 10, 25));
    topics.committed(topics.input(), 50);
    StringWriter output = new StringWriter();
    CommandLine command = MountingCommand.commandLine();
    command.setOut(new PrintWriter(output)).setErr(new PrintWriter(output));

    assertThat(command.execute(mountingArguments(topics, jaas(PASSWORD)))).isZero();
    assertThat(command.execute(mountingArguments(topics, jaas(WRONG_PASSWORD)))).isEqualTo(1);

    assertThat(output.toString())
        .contains("Wearer 'anna': standing not found")
        .contains("invalid credentials with SASL mechanism SCRAM-SHA-512")
        .doesNotContain(SECRETS);
  }

  private static String[] mountingArguments(AppTopics topics, String jaas) {
    Map<String, String> settings = topics.settings();
    settings.putAll(credentials());
    settings.put("kafka.sasl.jaas.config", jaas);
    return Stream.concat(
            Stream.of("--wearer=anna"),
            settings.entrySet().stream().map(set -> "--set=" + set.getKey() + "=" + set.getValue()))
        .toArray(String[]::new);
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(credentials());
    all.putAll(settings);
    return StreamProcess.start(folder, all);
  }

  private static Map<String, String> credentials() {
    return Map.of(
        "kafka.bootstrap.servers",
        "localhost:" + port,
        "kafka.security.protocol",
        "SASL_SSL",
        "kafka.sasl.mechanism",
        "SCRAM-SHA-512",
        "kafka.sasl.jaas.config",
        jaas(PASSWORD),
        "kafka.ssl.truststore.location",
        brokers.trust().toString(),
        "kafka.ssl.truststore.password",
        STORE_PASSWORD,
        "kafka.ssl.truststore.type",
        "PKCS12");
  }

  private static String jaas(String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required"
        + " username=\"kinetograph\" password=\""
        + password
        + "\";";
  }
}
