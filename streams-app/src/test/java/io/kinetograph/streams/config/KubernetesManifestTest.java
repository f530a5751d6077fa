// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app's environment in {@code docker/kubernetes}; {@code HelmIT} renders the files there. */
class KubernetesManifestTest {

  private static final Path MANIFEST = Path.of("../docker/kubernetes/kinetograph.yaml");
  private static final Path CHART = Path.of("../docker/helm/kinetograph/Chart.yaml");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.+)</version>$");

  private final List<JsonNode> manifests = new ArrayList<>();

  @BeforeEach
  void read() throws Exception {
    try (var parser = YAML.createParser(MANIFEST.toFile())) {
      YAML.readValues(parser, JsonNode.class).forEachRemaining(manifests::add);
    }
  }

  @Test
  void theAppStartsWithItsEnvironmentAndWithWhatKubernetesAdds() throws Exception {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("KUBERNETES_SERVICE_HOST", "10.43.0.1");
    environment.put("KUBERNETES_PORT", "tcp://10.43.0.1:443");
    environment.put("HOSTNAME", "kinetograph-7d4b9c-x2x4z");
    // As with enableServiceLinks: true, and as if the headless Service had an address.
    for (JsonNode service : ofKind("Service")) {
      service
          .path("spec")
          .path("ports")
          .forEach(
              port ->
                  addService(service.path("metadata").path("name").asText(), port, environment));
    }
    assertThat(environment).containsKeys("KINETOGRAPH_SERVICE_HOST", "KINETOGRAPH_PORT");

    Settings settings =
        Settings.of(SettingsSources.ofProcess(Optional.empty(), environment, new Properties()));

    assertThat(settings.http()).isEqualTo(new HttpSettings("0.0.0.0", 8080, List.of()));
    assertThat(settings.kafka())
        .containsEntry("bootstrap.servers", "my-cluster-kafka-bootstrap:9092")
        .containsEntry("num.stream.threads", "2")
        .containsEntry("replication.factor", "3");
  }

  @Test
  void aPropertyCanBeTheValueOfASecret(@TempDir Path secret) throws Exception {
    Files.writeString(secret.resolve("sasl.jaas.config"), "a.Module required password=\"x\";");
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("KINETOGRAPH_KAFKA_CONFIG_PROVIDERS", "directory");
    environment.put(
        "KINETOGRAPH_KAFKA_CONFIG_PROVIDERS_DIRECTORY_CLASS",
        "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
    environment.put(
        "KINETOGRAPH_KAFKA_SASL_JAAS_CONFIG", "${directory:" + secret + ":sasl.jaas.config}");

    Settings settings =
        Settings.of(SettingsSources.ofProcess(Optional.empty(), environment, new Properties()));

    Map<String, Object> consumer =
        new StreamsConfig(settings.kafka()).getMainConsumerConfigs("group", "client", 0);
    assertThat(consumer).containsEntry("sasl.jaas.config", "a.Module required password=\"x\";");
  }

  @Test
  void eachContainerRunsWithoutPrivileges() {
    List<JsonNode> deployments = ofKind("Deployment");
    assertThat(deployments).hasSize(2);
    for (JsonNode deployment : deployments) {
      JsonNode pod = deployment.path("spec").path("template").path("spec");
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      JsonNode security = pod.path("securityContext");
      assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
      assertThat(security.path("runAsUser").asInt()).isEqualTo(10001);
      assertThat(security.path("seccompProfile").path("type").asText()).isEqualTo("RuntimeDefault");
      JsonNode container = pod.path("containers").path(0).path("securityContext");
      assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.path("capabilities").path("drop").path(0).asText()).isEqualTo("ALL");
    }
  }

  @Test
  void theChartHasTheVersionOfTheProject() throws Exception {
    Matcher version = VERSION.matcher(Files.readString(Path.of("../pom.xml")));
    assertThat(version.find()).isTrue();
    JsonNode chart = YAML.readTree(CHART.toFile());

    assertThat(chart.path("version").asText()).isEqualTo(version.group(1));
    assertThat(chart.path("appVersion").asText()).isEqualTo(version.group(1));
  }

  private Map<String, String> environment() {
    JsonNode app =
        ofKind("Deployment").stream()
            .filter(
                deployment ->
                    deployment.path("metadata").path("name").asText().equals("kinetograph"))
            .findFirst()
            .orElseThrow();
    Map<String, String> environment = new HashMap<>();
    app.path("spec")
        .path("template")
        .path("spec")
        .path("containers")
        .path(0)
        .path("env")
        .forEach(
            variable ->
                environment.put(variable.path("name").asText(), variable.path("value").asText()));
    return environment;
  }

  private List<JsonNode> ofKind(String kind) {
    return manifests.stream()
        .filter(manifest -> manifest.path("kind").asText().equals(kind))
        .toList();
  }

  /** The variables of a Service, as Kubernetes documents them. */
  private static void addService(String name, JsonNode port, Map<String, String> environment) {
    String prefix = name.toUpperCase(Locale.ROOT).replace('-', '_');
    String number = port.path("port").asText();
    String address = "tcp://10.43.0.7:" + number;
    environment.put(prefix + "_SERVICE_HOST", "10.43.0.7");
    environment.put(prefix + "_SERVICE_PORT", number);
    environment.put(
        prefix + "_SERVICE_PORT_" + port.path("name").asText().toUpperCase(Locale.ROOT), number);
    environment.put(prefix + "_PORT", address);
    environment.put(prefix + "_PORT_" + number + "_TCP", address);
    environment.put(prefix + "_PORT_" + number + "_TCP_PROTO", "tcp");
    environment.put(prefix + "_PORT_" + number + "_TCP_PORT", number);
    environment.put(prefix + "_PORT_" + number + "_TCP_ADDR", "10.43.0.7");
  }
}
