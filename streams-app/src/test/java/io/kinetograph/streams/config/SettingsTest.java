// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.segment.BodyUnit;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void removesOnlySettingsFromAnEnvironment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("KINETOGRAPH_KAFKA_BOOTSTRAP_SERVERS", "production:9092");
    environment.put("KINETOGRAPH_SEGMENT_GRACE", "2s");
    environment.put("KINETOGRAPH_JAVA_OPTS", "-Xmx1g");
    environment.put("PATH", "/bin");

    Settings.removeFrom(environment);

    assertThat(environment).containsOnlyKeys("KINETOGRAPH_JAVA_OPTS", "PATH");
  }

  @Test
  void theDefaultsAreComplete() throws Exception {
    Settings settings = Settings.of(Map.of());

    assertThat(settings.topics().input()).isEqualTo("wearable.accelerometer");
    assertThat(settings.segments().hop()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.segments().expectedUnits()).hasSize(5);
    assertThat(settings.samples().memoryBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    assertThat(settings.model().file()).isEmpty();
    assertThat(settings.model().device()).hasToString("auto");
    assertThat(settings.model().refreshInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.kafka())
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .doesNotContainKey("num.stream.threads");
  }

  @Test
  void laterSourcesOverrideEarlierOnes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("app.properties");
    Files.writeString(
        file,
        """
        segment.grace = 1s
        segment.hop = 2500ms
        segment.idle-timeout = 1m
        kafka.bootstrap.servers = file:9092
        kafka.sasl.mechanism = PLAIN
        """);
    Properties system = new Properties();
    system.setProperty("kinetograph.segment.idle-timeout", "3s");
    system.setProperty("java.version", "17");

    Settings settings =
        SettingsReader.read(
            SettingsSources.ofProcess(
                Optional.of(file),
                Map.of(
                    "KINETOGRAPH_SEGMENT_HOP", "1s",
                    "KINETOGRAPH_SEGMENT_IDLE_TIMEOUT", "2s",
                    "KINETOGRAPH_KAFKA_BOOTSTRAP_SERVERS", "environment:9092",
                    "KINETOGRAPH_JAVA_OPTS", "-Xmx1g",
                    "KINETOGRAPH_SERVICE_HOST", "10.0.0.1",
                    "KINETOGRAPH_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                    "HOME", "/nowhere"),
                system));

    assertThat(settings.segments().grace()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.segments().hop()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.segments().idleTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.kafka())
        .containsEntry("bootstrap.servers", "environment:9092")
        .containsEntry("sasl.mechanism", "PLAIN");
  }

  @Test
  void optionsOfTheCommandLineOverrideTheFile(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("app.properties"), "input.topic=a\nsegment.hop=1s");

    Settings settings = Settings.load(Optional.of(file), Map.of("input.topic", "b"));

    assertThat(settings.topics().input()).isEqualTo("b");
    assertThat(settings.segments().hop()).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of("topic", "b")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("command line: unknown setting 'topic'; a similar one is 'input.topic'");
  }

  @Test
  void everySourceOverridesTheDefaultsOfACommand(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("app.properties"), "check.timeout=1m");
    Map<String, String> defaults = Map.of("check.timeout", "10s", "progress.timeout", "11s");

    assertThat(Settings.load(Optional.empty(), Map.of(), defaults).checkTimeout())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(Settings.load(Optional.of(file), Map.of(), defaults))
        .returns(Duration.ofMinutes(1), Settings::checkTimeout)
        .returns(Duration.ofSeconds(11), Settings::progressTimeout);
    assertThat(
            Settings.load(Optional.of(file), Map.of("check.timeout", "2m"), defaults)
                .checkTimeout())
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void kafkasSettingsArePassedOnLiterally() throws Exception {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.sasl.jaas.config", "x required password=\"pa${word}$$\\\\\";",
                "kafka.ssl.endpoint.identification.algorithm", "",
                "kafka.num.stream.threads", ""));

    assertThat(settings.kafka())
        .containsEntry("sasl.jaas.config", "x required password=\"pa${word}$$\\\\\";")
        .containsEntry("ssl.endpoint.identification.algorithm", "")
        .doesNotContainKey("num.stream.threads");
  }

  /** Kafka Streams would get the value of the app, and nothing would say so. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kafka.errors.dead.letter.queue.topic.name  | set dead-letter.topic instead
          kafka.processing.exception.handler         | the app itself writes invalid records to
          kafka.production.exception.handler         | the app itself decides what to do about
          kafka.default.production.exception.handler | the app itself decides what to do about
          """)
  void aSettingOfKafkaThatTheAppSetsItselfIsRefused(String key, String what) {
    for (String value : List.of("other", "")) {
      assertThatThrownBy(() -> Settings.of(Map.of(key, value)))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageStartingWith("setting %s has no effect: %s", key, what);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kafka.num.stream.threads          | two    | two for configuration num.stream.threads
          kafka.max.poll.interval.ms        | 0      | 0 for configuration max.poll.interval.ms
          kafka.consumer.max.poll.records   | 0      | 0 for configuration max.poll.records
          kafka.producer.compression.type   | zip    | zip for configuration compression.type
          kafka.security.protocol           | TSL    | TSL for configuration security.protocol
          kafka.processing.guarantee        | always | always for configuration processing.guarantee
          kafka.default.timestamp.extractor | no.One | no.One
          kafka.num.stream.threads          | 0      | '0', not a whole number from 1 to 1000
          kafka.num.stream.threads          | -1     | '-1', not a whole number from 1 to 1000
          kafka.application.id              | my app | 'my app', not a name of 1 to 230 letters
          kafka.application.id              | a/b    | 'a/b', not a name of 1 to 230 letters
          kafka.bootstrap.servers           | a      | 'a', not a list of HOST:PORT, separated by
          kafka.bootstrap.servers           | a:1;b:2 | 'a:1;b:2', not a list of HOST:PORT
          kafka.bootstrap.servers           | http://a:1/ | 'http://a:1/', not a list of HOST:PORT
          kafka.bootstrap.servers           | a:99999 | 'a:99999', not a list of HOST:PORT
          """)
  void anInvalidValueOfKafkaIsNamedWithItsSetting(String key, String value, String message) {
    assertThatThrownBy(() -> Settings.of(Map.of(key, value)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("setting " + key)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kafka.group.protocol                 | streams
          kafka.bootstrap.servers              | broker:9092,broker:9092
          kafka.security.protocol              | ssl
          kafka.main.consumer.max.poll.records | 100
          kafka.admin.retries                  | 3
          kafka.topic.segment.bytes            | 1000000
          kafka.ssl.key.password               | 17
          """)
  void validValuesOfKafkaAreAccepted(String key, String value) throws Exception {
    assertThat(Settings.of(Map.of(key, value)).kafka())
        .containsEntry(key.substring("kafka.".length()), value);
  }

  @Test
  void valuesOfAKafkaConfigProviderAreNotChecked() throws Exception {
    String key = "kafka.num.stream.threads";
    String value = "${env:THREADS}";

    assertThat(Settings.of(Map.of(key, value, "kafka.config.providers", "env")).kafka())
        .containsEntry("num.stream.threads", value);
    assertThatThrownBy(() -> Settings.of(Map.of(key, value)))
        .isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void settingsKnownToKafkaCauseNoWarning() {
    assertThat(
            List.of(
                "num.stream.threads",
                "restore.consumer.max.poll.records",
                "producer.linger.ms",
                "admin.retries",
                "topic.segment.bytes",
                "client.tag.zone",
                "metrics.context.cluster",
                "metrics.jmx.include",
                "config.providers",
                "config.providers.env.class"))
        .allMatch(KafkaConfigValidator::isKnown);
    assertThat(List.of("num.streams.threads", "admin.num.stream.threads", "consumer.linger.ms"))
        .noneMatch(KafkaConfigValidator::isKnown);
  }

  @Test
  void settingsUnknownToKafkaArePassedOn() throws Exception {
    assertThat(Settings.of(Map.of("kafka.my.plugin.threads", "2")).kafka())
        .containsEntry("my.plugin.threads", "2");
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.num.streams.threads, kafka.num.stream.threads",
    "kafka.bootstrap.server, kafka.bootstrap.servers",
    "kafka.Bootstrap.Servers, kafka.bootstrap.servers",
    "kafka.producer.linger.mss, kafka.producer.linger.ms",
    "kafka.segment.grace, segment.grace",
    "bootstrap.servers, kafka.bootstrap.servers",
    "segment.grce, segment.grace",
    "Segment.Grace, segment.grace",
    "topic, input.topic",
    "kafka.config.provider, kafka.config.providers",
  })
  void aMisspelledSettingIsNamedWithASimilarOne(String key, String similar) {
    assertFails(
        key,
        "1",
        "given settings: unknown setting '%s'; a similar one is '%s'".formatted(key, similar));
  }

  @Test
  void aMisspelledVariableOfKafkaIsNamedAsItIsWritten() {
    assertThatThrownBy(
            () ->
                SettingsSources.ofProcess(
                    Optional.empty(),
                    Map.of("KINETOGRAPH_KAFKA_BOOTSTRAP_SERVER", "a:1"),
                    new Properties()))
        .hasMessage(
            "environment: unknown setting 'KINETOGRAPH_KAFKA_BOOTSTRAP_SERVER'; a similar one is"
                + " 'KINETOGRAPH_KAFKA_BOOTSTRAP_SERVERS'");
  }

  /** In a container, a variable may have any name; settings are sometimes written as they are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kinetograph.segment.grace",
        "kinetograph_segment_grace",
        "Kinetograph_Segment_Grace",
        "KINETOGRAPH.SEGMENT.GRACE"
      })
  void aVariableInAnotherSpellingIsNotIgnored(String variable) {
    assertThatThrownBy(
            () ->
                SettingsSources.ofProcess(
                    Optional.empty(), Map.of(variable, "1s"), new Properties()))
        .hasMessage(
            "environment: unknown setting '%s'; a similar one is 'KINETOGRAPH_SEGMENT_GRACE'",
            variable);
  }

  @Test
  void theTextContainsNoSecret() throws Exception {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.sasl.jaas.config", "x required password=\"geheim\";",
                "kafka.ssl.keystore.password", "geheim",
                "registry.url", "http://registry:8081",
                "registry.user", "kinetograph",
                "registry.password", "geheim"));

    assertThat(settings.toString())
        .contains("sasl.jaas.config, ssl.keystore.password", "registry:8081", "wearer.activity")
        .doesNotContain("geheim");
  }

  @Test
  void unitsAreAListOfNames() throws Exception {
    assertThat(
            Settings.of(Map.of("segment.expected-units", "TORSO, LEFT_LEG"))
                .segments()
                .expectedUnits())
        .containsExactlyInAnyOrder(BodyUnit.TORSO, BodyUnit.LEFT_LEG);
  }

  @Test
  void requiredUnitsAreNoneOrSomeOfTheExpected() throws Exception {
    assertThat(Settings.of(Map.of()).segments().requiredUnits()).isEmpty();
    assertThat(
            Settings.of(
                    Map.of(
                        "segment.expected-units", "RIGHT_ARM",
                        "segment.required-units", "RIGHT_ARM"))
                .segments()
                .requiredUnits())
        .containsExactly(BodyUnit.RIGHT_ARM);
    assertThatThrownBy(
            () ->
                Settings.of(
                    Map.of(
                        "segment.expected-units", "LEFT_ARM,TORSO",
                        "segment.required-units", "RIGHT_ARM,TORSO")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "setting segment.required-units [TORSO, RIGHT_ARM] are not all among expected-units"
                + " [TORSO, LEFT_ARM]");
  }

  @Test
  void anUnknownKeyIsNamedAsItsSourceWritesIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("app.properties");
    Files.writeString(file, "segment.grce = 1s\n");

    assertThatThrownBy(() -> Settings.load(Optional.of(file)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(file + ": unknown setting 'segment.grce'; a similar one is 'segment.grace'");
    assertThatThrownBy(
            () ->
                SettingsSources.ofProcess(
                    Optional.empty(), Map.of("KINETOGRAPH_GRACE", "1s"), new Properties()))
        .hasMessage(
            "environment: unknown setting 'KINETOGRAPH_GRACE'; a similar one is"
                + " 'KINETOGRAPH_SEGMENT_GRACE'");
    Properties system = new Properties();
    system.setProperty("kinetograph.segment.hpo", "5s");
    assertThatThrownBy(() -> SettingsSources.ofProcess(Optional.empty(), Map.of(), system))
        .hasMessage(
            "system properties: unknown setting 'kinetograph.segment.hpo'; a similar one is"
                + " 'kinetograph.segment.hop'");
  }

  @ParameterizedTest
  @CsvSource({
    "KINETOGRAPH_SEGMENT_HOPP,1s,KINETOGRAPH_SEGMENT_HOP",
    "KINETOGRAPH_SEGMENT_LENGTH,5s,KINETOGRAPH_SEGMENT_GRACE",
    "KINETOGRAPH_OUTPUT_TOPC,a,KINETOGRAPH_OUTPUT_TOPIC",
    "KINETOGRAPH_BOOTSTRAP_SERVERS,a:9092,KINETOGRAPH_KAFKA_BOOTSTRAP_SERVERS",
    "KINETOGRAPH_HTTPPORT,8080,KINETOGRAPH_HTTP_PORT",
    "KINETOGRAPH_PORT,8080,KINETOGRAPH_HTTP_PORT"
  })
  void aMisspelledVariableIsNamedWithASimilarOne(String variable, String value, String similar) {
    assertThatThrownBy(
            () ->
                SettingsSources.ofProcess(
                    Optional.empty(), Map.of(variable, value), new Properties()))
        .hasMessage("environment: unknown setting '%s'; a similar one is '%s'", variable, similar);
  }

  @Test
  void variablesOfKubernetesAndOfImagesAreIgnored() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String service : List.of("", "_DASHBOARD", "_STREAM", "_HTTP", "_KAFKA", "_MODEL")) {
      String name = "KINETOGRAPH" + service;
      environment.put(name + "_SERVICE_HOST", "10.43.0.7");
      environment.put(name + "_SERVICE_PORT", "8080");
      environment.put(name + "_SERVICE_PORT_HTTP", "8080");
      environment.put(name + "_PORT", "tcp://10.43.0.7:8080");
      environment.put(name + "_PORT_8080_TCP", "tcp://10.43.0.7:8080");
      environment.put(name + "_PORT_8080_TCP_PROTO", "tcp");
      environment.put(name + "_PORT_8080_TCP_PORT", "8080");
      environment.put(name + "_PORT_8080_TCP_ADDR", "10.43.0.7");
      // Of a container that is linked by Docker.
      environment.put(name + "_NAME", "/app/kinetograph_http");
      environment.put(name + "_ENV_JAVA_HOME", "/opt/java");
    }
    environment.put("KINETOGRAPH_VERSION", "1.0");
    environment.put("KINETOGRAPH_HOME", "/opt/kinetograph");
    environment.put("KINETOGRAPH_CLASS_ARCHIVE", "off");
    environment.put("KINETOGRAPH_NATIVE_DIR", "/var/lib/kinetograph");
    environment.put("KINETOGRAPH_LOG_FORMAT", "json");
    environment.put("KINETOGRAPH_HTTP_HOST", "0.0.0.0");

    assertThat(SettingsSources.ofProcess(Optional.empty(), environment, new Properties()))
        .containsExactly(Map.entry("http.host", "0.0.0.0"));
  }

  /** The usual name of the provider that reads environment variables is a word of Docker's, too. */
  @Test
  void variablesOfKafkasConfigProvidersAreNotTakenForThoseOfALink() throws Exception {
    String provider = "org.apache.kafka.common.config.provider.EnvVarConfigProvider";

    assertThat(
            SettingsSources.ofProcess(
                Optional.empty(),
                Map.of(
                    "KINETOGRAPH_KAFKA_CONFIG_PROVIDERS", "env",
                    "KINETOGRAPH_KAFKA_CONFIG_PROVIDERS_ENV_CLASS", provider,
                    "KINETOGRAPH_KAFKA_ENV_LANG", "C"),
                new Properties()))
        .containsOnly(
            Map.entry("kafka.config.providers", "env"),
            Map.entry("kafka.config.providers.env.class", provider));
  }

  @Test
  void theLongestGraceHasARetentionThatFits() throws Exception {
    Settings settings =
        Settings.of(
            Map.of(
                "segment.grace", "1d",
                "segment.max-open", "2d",
                "segment.max-stretch", "2d",
                "segment.wearer-retention", "7d"));

    assertThat(settings.segments().wearerRetention()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void blanksAtTheEndsAreRemovedAndQuotesAreRejected() throws Exception {
    Settings settings =
        Settings.of(
            Map.of(
                "input.topic", " readings ",
                "http.port", " 0\t",
                "http.host", "localhost ",
                "segment.grace", " 1s ",
                "output.topic", "\u00a0labels\u200b\ufeff",
                "model.device", "cpu "));

    assertThat(settings.topics().input()).isEqualTo("readings");
    assertThat(settings.topics().output()).isEqualTo("labels");
    assertThat(settings.http().host()).isEqualTo("localhost");
    assertThat(settings.segments().grace()).isEqualTo(Duration.ofSeconds(1));
    assertFails(
        "output.topic",
        "\"labels\"",
        "given settings: setting output.topic is \"labels\": remove the quotes");
    assertFails("http.port", "'0'", "given settings: setting http.port is '0': remove the quotes");
  }

  @Test
  void theSameHoldsForKafkasSettingsExceptPasswords() throws Exception {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.application.id", " fitness ",
                "kafka.sasl.mechanism", "PLAIN ",
                "kafka.ssl.key.password", " secret ",
                "kafka.my.plugin", "'as written' "));

    assertThat(settings.kafka())
        .containsEntry("application.id", "fitness")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("ssl.key.password", " secret ")
        .containsEntry("my.plugin", "'as written' ");
    assertFails(
        "kafka.application.id",
        "\"fitness\"",
        "given settings: setting kafka.application.id is \"fitness\": remove the quotes");
    assertFails(
        "kafka.bootstrap.servers",
        "'a:1'",
        "given settings: setting kafka.bootstrap.servers is 'a:1': remove the quotes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aFileMayBeginWithAByteOrderMark(String charset, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("app.properties");
    Files.writeString(
        file, "\uFEFFkafka.client.id = Gerät\ninput.topic = a", Charset.forName(charset));

    Settings settings = Settings.load(Optional.of(file));

    assertThat(settings.topics().input()).isEqualTo("a");
    assertThat(settings.kafka()).containsEntry("client.id", "Gerät");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16LE"})
  void aFileInAnotherEncodingIsNamed(String charset, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("app.properties");
    Files.writeString(file, "kafka.client.id = Gerät", Charset.forName(charset));

    assertThatThrownBy(() -> Settings.load(Optional.of(file)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("settings file %s is not in UTF-8: save it in UTF-8", file);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Settings.load(Optional.of(Path.of("no-such.properties"))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("settings file no-such.properties cannot be read");
  }

  @Test
  void anInvalidValueIsNamedWithItsKeyAndWhatItTakes() {
    assertRejected(
        "segment.grace", "soon", "a duration from 0s to 1d, such as 200ms, 5s, 10m or 1h");
    assertRejected(
        "segment.grace", "999999999d", "a duration from 0s to 1d, such as 200ms, 5s, 10m or 1h");
    assertRejected(
        "segment.hop",
        "3s",
        "a duration from 40ms that divides a segment's 5s, such as 5s, 2500ms or 1s");
    assertRejected(
        "segment.hop",
        "999999999d",
        "a duration from 40ms that divides a segment's 5s, such as 5s, 2500ms or 1s");
    assertRejected(
        "segment.hop",
        "0s",
        "a duration from 40ms that divides a segment's 5s, such as 5s, 2500ms or 1s");
    assertRejected(
        "segment.idle-timeout", "0s", "a duration from 1ms to 1d, such as 200ms, 5s, 10m or 1h");
    assertRejected(
        "segment.max-gap", "0ms", "a duration from 1ms to 1d, such as 200ms, 5s, 10m or 1h");
    assertRejected("segment.min-coverage", "1.5", "a number above 0, up to 1");
    assertRejected("segment.min-coverage", "NaN", "a number above 0, up to 1");
    assertRejected("segment.min-coverage", "0", "a number above 0, up to 1");
    assertRejected("reading.max-acceleration", "0", "a number above 0");
    assertRejected("reading.acceleration-unit", "mg", "m/s2 or g");
    assertRejected(
        "reading.earliest-time",
        "2000-01-01",
        "a time in UTC from 1970-01-01T00:00:00Z to 2100-01-01T00:00:00Z, such as"
            + " 2000-01-01T00:00:00Z");
    assertRejected(
        "reading.earliest-time",
        "1969-12-31T23:59:59Z",
        "a time in UTC from 1970-01-01T00:00:00Z to 2100-01-01T00:00:00Z, such as"
            + " 2000-01-01T00:00:00Z");
    assertRejected("batch.size", "many", "a whole number from 1 to 1024");
    assertRejected("batch.size", "0", "a whole number from 1 to 1024");
    assertRejected("batch.size", "", "a whole number from 1 to 1024");
    assertRejected(
        "batch.linger", "0ms", "a duration from 1ms to 1d, such as 200ms, 5s, 10m or 1h");
    assertRejected(
        "batch.max-processing-time",
        "5ms",
        "a duration from 10ms to 1s, such as 200ms, 5s, 10m or 1h");
    assertRejected(
        "batch.max-processing-time",
        "2s",
        "a duration from 10ms to 1s, such as 200ms, 5s, 10m or 1h");
    assertRejected(
        "segment.expected-units",
        "TORSO,HEAD",
        "a list of [TORSO, RIGHT_ARM, LEFT_ARM, RIGHT_LEG, LEFT_LEG]");
    assertRejected(
        "segment.expected-units",
        "",
        "a list of [TORSO, RIGHT_ARM, LEFT_ARM, RIGHT_LEG, LEFT_LEG]");
    assertRejected(
        "segment.required-units",
        "HEAD",
        "a list of [TORSO, RIGHT_ARM, LEFT_ARM, RIGHT_LEG, LEFT_LEG], or empty");
    assertRejected(
        "samples.memory", "lots", "a size of at least 1MB, or empty, such as 64MB or 2GB");
    assertRejected(
        "samples.memory", "100KB", "a size of at least 1MB, or empty, such as 64MB or 2GB");
    assertFails(
        "model.file",
        "a\0b",
        "setting model.file: 'a\0b' is not a path: Nul character not allowed");
    assertRejected("model.device", "gpu", "auto, cpu, cuda, cuda:N, tensorrt or tensorrt:N");
    assertRejected("model.refresh-interval", "5ms", "0s or a duration from 100ms to 1d");
    assertRejected("http.port", "65536", "a whole number from 0 to 65535");
    assertRejected("metrics.kafka", "most", "one of none, essential, all");
    assertRejected("threads.failures", "-1", "a whole number from 0 to 1000");
    assertRejected(
        "threads.failure-span", "0s", "a duration from 1ms to 1d, such as 200ms, 5s, 10m or 1h");
    for (String topic : List.of("", "my topic", ".", "..", "a".repeat(250))) {
      assertRejected(
          "input.topic",
          topic,
          "a topic's name: 1 to 249 letters, digits, `.`, `_` and `-`, but not `.` or `..`");
    }
    for (String host :
        List.of("local host", "localhost:8080", "http://localhost", "*", "0.0.0.0/0", "“a”")) {
      assertRejected("http.host", host, "a host name or an address, without a port");
    }
    assertRejected(
        "http.host-names", "a b;c", "comma-separated names, without `http://`, or empty");
    assertRejected(
        "http.host-names",
        "https://a.example.com",
        "comma-separated names, without `http://`, or empty");
    assertRejected("registry.auto-register", "yes", "true or false");
  }

  /** The app could never start. */
  @Test
  void brokersHaveASecondToRespondAtLeast() {
    assertRejected("check.timeout", "0s", "a duration from 1s to 1d, such as 200ms, 5s, 10m or 1h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stairs=4s", "stairs=2d", "stairs=999999999d", "a=1m,a=2m", "a", "=1m", "a=soon"})
  void invalidMeanDurationsAreRejectedWithAllThatTheyMustBe(String durations) {
    assertRejected(
        "episodes.mean-durations",
        durations,
        "a list of GROUP=DURATION, each group once, each duration from 5s to 1d, or empty, such as"
            + " sitting=10m,stairs=1m");
  }

  @Test
  void valuesThatConflictAreNamed() {
    assertFails(
        "segment.wearer-retention",
        "10s",
        "setting segment.wearer-retention 10s is shorter than grace 5s and idle-timeout 10s"
            + " together");
    assertFails(
        "input.topic",
        "wearer.activity",
        "setting *.topic: input, output, episodes and dead letters need a topic each, not"
            + " 'wearer.activity', 'wearer.activity', 'wearer.episodes',"
            + " 'wearable.accelerometer.dlq'");
  }

  @Test
  void aRegistryIsUsedIfItsUrlIsSet() throws Exception {
    assertThat(Settings.of(Map.of()).registry()).isEmpty();
    var registry =
        Settings.of(
                Map.of(
                    "registry.url", "http://a:8081,https://b/api",
                    "registry.user", "anna",
                    "registry.password", "se${cr}et",
                    "registry.auto-register", "false"))
            .registry()
            .orElseThrow();

    assertThat(registry.urls()).extracting(URI::getHost).containsExactly("a", "b");
    assertThat(registry.autoRegister()).isFalse();
    assertThat(registry.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(registry.toString()).contains("anna").doesNotContain("se${cr}et");
  }

  @Test
  void anInvalidRegistrySettingIsNamedWithoutSecrets() {
    assertFails(
        "registry.url",
        "a:8081",
        "setting registry.url 'a:8081' is not http://HOST:PORT or https://HOST:PORT, with an"
            + " optional path");
    assertFails(
        "registry.url",
        "http://schema_registry:8081",
        "setting registry.url 'http://schema_registry:8081' has an underscore in its host name,"
            + " which is invalid in a URL; use another name of this host, or its address");
    assertFails(
        "registry.url",
        "http://anna:secret@a",
        "setting registry.url contains an '@'; set credentials by registry.user and"
            + " registry.password");
    assertFails("registry.user", "anna", "setting registry.user is set and password is not");
    assertFails(
        "registry.token",
        "secret",
        "setting registry.token has no effect: set registry.url as well");
  }

  private static void assertRejected(String key, String value, String takes) {
    assertFails(key, value, "setting %s is '%s', not %s".formatted(key, value, takes));
  }

  private static void assertFails(String key, String value, String message) {
    assertThatThrownBy(() -> Settings.of(Map.of(key, value)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(message);
  }
}
