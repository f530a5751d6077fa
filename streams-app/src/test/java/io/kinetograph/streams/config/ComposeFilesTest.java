// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compose files in {@code docker}, as far as they can be checked without a Docker engine. */
class ComposeFilesTest {

  private static final Path FOLDER = Path.of("../docker");
  private static final Path BASE = FOLDER.resolve("compose.yaml");
  private static final Path OPERATIONS = Path.of("../docs/operations.md");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final TopicSettings topics = Settings.of(Map.of()).topics();

  ComposeFilesTest() throws InvalidSettingsException {}

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.getFileName().toString().matches("compose.*\\.yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void servicesWaitForServicesThatExist(Path file) throws IOException {
    Set<String> services = new HashSet<>();
    for (Path each : List.of(BASE, file)) {
      services(each).fieldNames().forEachRemaining(services::add);
    }

    for (JsonNode service : services(file)) {
      assertThat(service.path("depends_on").fieldNames())
          .toIterable()
          .allMatch(services::contains, "is a service");
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void mountedFilesExist(Path file) throws IOException {
    for (JsonNode service : services(file)) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":", 2)[0];
        if (source.startsWith(".")) {
          assertThat(FOLDER.resolve(source)).exists();
        } else {
          assertThat(YAML.readTree(file.toFile()).path("volumes").has(source)).as(source).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void imagesOfOthersHaveOneVersion(Path file) throws IOException {
    for (JsonNode image : YAML.readTree(file.toFile()).findValues("image")) {
      if (!image.asText().startsWith("kinetograph/") && !image.asText().equals("kafka-image")) {
        assertThat(image.asText()).matches("[^:]+:\\$\\{[A-Z_]+_VERSION:-v?\\d[\\w.]+}");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void portsAreOnLoopbackOnly(Path file) throws IOException {
    for (JsonNode service : services(file)) {
      for (JsonNode port : service.path("ports")) {
        assertThat(port.asText()).matches("127\\.0\\.0\\.1:\\$\\{[A-Z0-9_]+_PORT:-\\d+}:\\d+");
      }
    }
  }

  /** A program on the host needs each broker, because any of them can lead a partition. */
  @ParameterizedTest
  @MethodSource("files")
  void theHostReachesEachBroker(Path file) throws IOException {
    for (JsonNode service : services(file)) {
      String advertised = service.at("/environment/KAFKA_ADVERTISED_LISTENERS").asText();
      if (!advertised.isEmpty()) {
        assertThat(advertised).contains(",HOST://localhost:${");
        String port = advertised.substring(advertised.indexOf("${"));
        assertThat(service.path("ports"))
            .extracting(JsonNode::asText)
            .containsExactly("127.0.0.1:" + port + ":29092");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theAppKnowsItsSettings(Path file) throws Exception {
    for (String service : List.of("app", "topics")) {
      Map<String, String> environment = new HashMap<>();
      for (Path each : List.of(BASE, file)) {
        services(each)
            .path(service)
            .path("environment")
            .properties()
            .forEach(variable -> environment.put(variable.getKey(), variable.getValue().asText()));
      }

      Settings settings =
          Settings.of(SettingsSources.ofProcess(Optional.empty(), environment, new Properties()));

      assertThat(settings.kafka().get("bootstrap.servers")).asString().startsWith("kafka:9092");
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theGuideNamesIt(Path file) throws IOException {
    assertThat(Files.readString(OPERATIONS)).contains("docker/" + file.getFileName());
  }

  @Test
  void mqttReadingsHaveTheWearerAsKeyAndOnlyTheWearerMayPublishThem() throws IOException {
    JsonNode connector = YAML.readTree(FOLDER.resolve("mqtt/connector.yaml").toFile());
    JsonNode kafka = connector.at("/output/kafka_franz");

    assertThat(kafka.path("topic").asText()).isEqualTo(topics.input());
    assertThat(kafka.path("partitioner").asText()).isEqualTo("murmur2_hash");
    assertThat(kafka.path("key").asText()).isEqualTo("${! @mqtt_topic.split(\"/\").index(1) }");
    assertThat(connector.at("/input/mqtt/topics/0").asText()).isEqualTo("readings/+");
    assertThat(Files.readAllLines(FOLDER.resolve("mqtt/permissions")))
        .filteredOn(line -> line.contains("write"))
        .containsExactly("pattern write readings/%u");
    assertThat(Files.readAllLines(FOLDER.resolve("mqtt/mosquitto.conf")))
        .contains("allow_anonymous false");
  }

  @Test
  void theHttpBridgeOnlyProduces() throws IOException {
    Properties bridge = new Properties();
    try (var reader = Files.newBufferedReader(FOLDER.resolve("http/bridge.properties"))) {
      bridge.load(reader);
    }
    List<String> producer = new ArrayList<>();
    for (String key : bridge.stringPropertyNames()) {
      if (key.startsWith("kafka.producer.")) {
        producer.add(key.substring("kafka.producer.".length()));
      }
    }

    assertThat(bridge).containsEntry("http.consumer.enabled", "false");
    assertThat(bridge).containsEntry("kafka.producer.acks", "all");
    assertThat(ProducerConfig.configNames()).containsAll(producer);
  }

  private static JsonNode services(Path file) throws IOException {
    return YAML.readTree(file.toFile()).path("services");
  }
}
