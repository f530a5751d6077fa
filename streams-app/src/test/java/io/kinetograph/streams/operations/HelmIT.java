// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Has Helm check and render the chart. */
@Execution(ExecutionMode.CONCURRENT)
class HelmIT {

  private static final Path CHART = Path.of("../docker/helm/kinetograph");
  private static final Path MANIFESTS = Path.of("../docker/kubernetes");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** All parts of the chart, and all that a value can add to them. */
  private static final String ALL =
      """
      kafka:
        bootstrapServers: kafka-0:9093,kafka-1:9093
        secrets: [my.ca, login]
        properties:
          security.protocol: SASL_SSL
          sasl.jaas.config: ${directory:/etc/kinetograph/secrets/login:sasl.jaas.config}
      settings:
        registry.url: https://registry:8443/api,http://other
        kafka.topic.segment.bytes: 33554432
        segment.min-coverage: 0.5
      app:
        env: [{name: KINETOGRAPH_REGISTRY_USER, value: app}]
        envFrom: [{secretRef: {name: registry}}]
        podAnnotations: {a: b}
        nodeSelector: {c: d}
        tolerations: [{key: gpu, operator: Exists}]
      imagePullSecrets: [{name: pull}]
      autoscaling: {enabled: true, authentication: kafka, trigger: {sasl: scram_sha512}}
      serviceMonitor: {enabled: true, labels: {release: prometheus}}
      prometheusRule: {enabled: true, runbooks: "https://wiki/kinetograph"}
      grafanaDashboard: {enabled: true}
      topics: {create: true, cluster: my-cluster}
      networkPolicy: {dashboardFrom: [{podSelector: {}}], extraEgress: [{}]}
      """;

  @TempDir Path folder;
  private ExternalTool helm;

  @BeforeEach
  void find() {
    helm = ExternalTool.require("helm", "the chart");
  }

  @Test
  void lintFindsNothing() throws Exception {
    for (String values : List.of("kafka: {bootstrapServers: 'kafka:9092'}", ALL)) {
      helm.run(CHART, "lint", "--strict", ".", "--values", values(values)).succeeded();
    }
  }

  @Test
  void thePlainManifestsAreThoseOfTheChart() throws Exception {
    String render = MANIFESTS.resolve("render").toAbsolutePath().toString();
    ExternalTool.run(folder, List.of(render, folder.toString())).succeeded();

    for (Path file : manifests()) {
      assertThat(folder.resolve(file.getFileName()))
          .as("run docker/kubernetes/render")
          .hasSameTextualContentAs(file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "model: {volume: {persistentVolumeClaim: {claimName: models}}}",
        "model: {volume: {configMap: {name: model}}}",
        "model: {oci: {reference: 'registry/models:1', secret: login}}",
        "model: {s3: {uri: 's3://models/kinetograph.onnx', secret: s3, endpoint: 'http://s3:9000'}}"
      })
  void whatIsRenderedFitsTheSchemasOfKubernetes(String model) throws Exception {
    ExternalTool validate =
        ExternalTool.require("kubernetes-validate", "the manifests against Kubernetes' schemas");
    Path manifests = Files.writeString(folder.resolve("all.yaml"), render(ALL, model));

    for (String version : List.of("1.27", "1.35")) {
      // It knows no kinds of KEDA, Strimzi and the Prometheus Operator.
      validate
          .run(folder, "--strict", "--no-warn", "-k", version, manifests.toString())
          .succeeded();
    }
  }

  @Test
  void alertsAndDashboardAreThoseOfPrometheusAndGrafana() throws Exception {
    List<JsonNode> rendered = parse(render(ALL, "{}"));

    JsonNode rule = ofKind(rendered, "PrometheusRule");
    String alerts =
        MonitoringFiles.alerts().toString().replace(runbooks(), "https://wiki/kinetograph");
    assertThat(rule.path("spec")).isEqualTo(YAML.readTree(alerts));
    assertThat(
            new ObjectMapper()
                .readTree(
                    ofKind(rendered, "ConfigMap").path("data").path("kinetograph.json").asText()))
        .isEqualTo(MonitoringFiles.dashboard());
  }

  /**
   * As in a checkout without symbolic links, where each of the two files contains only its path.
   */
  @ParameterizedTest
  @CsvSource({
    "alerts.yml, templates/prometheusrule.yaml, files/alerts.yml has no groups",
    "grafana.json, templates/grafana.yaml, files/grafana.json has no panels"
  })
  void aLinkThatBecameATextIsRejected(String name, String template, String message)
      throws Exception {
    Path chart = Files.createDirectory(folder.resolve("chart"));
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = chart.resolve(CHART.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    String[] arguments = {
      "template",
      "kinetograph",
      ".",
      "--kube-version",
      "1.31",
      "--values",
      values(ALL),
      "--show-only",
      template
    };
    helm.run(chart, arguments).succeeded();
    Files.writeString(chart.resolve("files").resolve(name), "../../../elsewhere/" + name);

    ExternalTool.Output rendered = helm.run(chart, arguments);

    assertThat(rendered.exitCode()).as(rendered.out()).isNotZero();
    assertThat(rendered.err()).contains(message);
  }

  private static String runbooks() throws Exception {
    return YAML.readTree(CHART.resolve("values.yaml").toFile())
        .path("prometheusRule")
        .path("runbooks")
        .asText();
  }

  /** KEDA scales by the used fraction of what is requested. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      value = {
        "{threads: 1} -> 1 -> 1Gi",
        "{threads: 4} -> 4 -> 1Gi",
        "{threads: 4, resources: {requests: {cpu: 500m}}} -> 500m -> 1Gi",
        "{threads: 4, resources: {requests: {memory: 2Gi}}} -> 4 -> 2Gi"
      })
  void aProcessorIsRequestedForEachThread(String app, String cpu, String memory) throws Exception {
    List<JsonNode> containers =
        parse(render(ALL, "app: " + app)).stream()
            .map(manifest -> manifest.at("/spec/template/spec/containers/0"))
            .filter(container -> container.path("name").asText().equals("app"))
            .toList();

    assertThat(containers).hasSize(1);
    JsonNode resources = containers.get(0).path("resources");
    assertThat(resources.at("/requests/cpu").asText()).isEqualTo(cpu);
    assertThat(resources.at("/requests/memory").asText()).isEqualTo(memory);
    assertThat(resources.at("/limits/memory").asText()).isEqualTo("1Gi");
  }

  /** Strimzi deletes a topic and its data with the object. */
  @Test
  void topicsAreKeptAndAreWhereTheTopicOperatorLooks() throws Exception {
    List<JsonNode> topics =
        parse(
                render(
                    ALL, "{topics: {namespace: kafka}, settings: {output.topic: wearer_Activity}}"))
            .stream()
            .filter(manifest -> manifest.path("kind").asText().equals("KafkaTopic"))
            .toList();

    assertThat(topics)
        .hasSize(4)
        .allSatisfy(
            topic -> {
              JsonNode metadata = topic.path("metadata");
              assertThat(metadata.path("namespace").asText()).isEqualTo("kafka");
              assertThat(metadata.path("annotations").path("helm.sh/resource-policy").asText())
                  .isEqualTo("keep");
            })
        .anySatisfy(
            topic -> {
              assertThat(topic.path("metadata").path("name").asText()).isEqualTo("wearer-activity");
              assertThat(topic.path("spec").path("topicName").asText())
                  .isEqualTo("wearer_Activity");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      // In YAML, apostrophes are quotes too.
      quoteCharacter = '|',
      value = {
        "{oci: {reference: 'registry:5000/models:1'}} -> 5000",
        "{oci: {reference: 'registry/models:1'}} -> 443",
        "{s3: {uri: 's3://models/a.onnx'}} -> 443",
        "{s3: {uri: 's3://models/a.onnx', endpoint: 'http://s3:9000'}} -> 9000"
      })
  void theModelMayBeDownloadedFromItsPort(String model, int port) throws Exception {
    JsonNode egress =
        ofKind(parse(render(ALL, "model: " + model)), "NetworkPolicy").path("spec").path("egress");

    assertThat(egress.findValuesAsText("port")).contains(String.valueOf(port));
  }

  @Test
  void numbersAreNotRounded() throws Exception {
    assertThat(render(ALL, "{}"))
        .contains("\"33554432\"", "\"0.5\"", "retention.ms: 604800000")
        .doesNotContain("e+0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka: {bootstrapServers: kafka}",
        "kafka: {bootstrapServer: 'kafka:9092'}",
        "{kafka: {bootstrapServers: 'kafka:9092'}, settings: {http.port: 9000}}",
        "{kafka: {bootstrapServers: 'kafka:9092'}, app: {replica: 3}}",
        "{kafka: {bootstrapServers: 'kafka:9092'}, model: {s3: {uri: models}}}",
        "{kafka: {bootstrapServers: 'kafka:9092'}, model: {volume: {emptyDir: {}}, oci: {reference: a}}}",
        "{kafka: {bootstrapServers: 'kafka:9092'}, topics: {create: true}}",
        "{}"
      })
  void invalidValuesAreRejected(String values) throws Exception {
    assertThat(template(values(values)).exitCode()).isNotZero();
  }

  private String values(String yaml) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "values", ".yaml"), yaml).toString();
  }

  private String render(String... values) throws Exception {
    List<String> files = new ArrayList<>();
    for (String yaml : values) {
      files.add(values(yaml));
    }
    return template(files.toArray(String[]::new)).succeeded().out();
  }

  private ExternalTool.Output template(String... files) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("template", "kinetograph", ".", "--kube-version", "1.31"));
    Stream.of(files).forEach(file -> arguments.addAll(List.of("--values", file)));
    return helm.run(CHART, arguments.toArray(String[]::new));
  }

  private static List<Path> manifests() throws Exception {
    try (Stream<Path> files = Files.list(MANIFESTS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }

  private static List<JsonNode> parse(String manifests) throws Exception {
    try (var parser = YAML.createParser(manifests)) {
      return YAML.readValues(parser, JsonNode.class).readAll();
    }
  }

  private static JsonNode ofKind(List<JsonNode> manifests, String kind) {
    return manifests.stream()
        .filter(manifest -> manifest.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }
}
