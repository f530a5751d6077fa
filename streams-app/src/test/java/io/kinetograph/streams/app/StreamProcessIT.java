package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.model.TinyModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kinetograph stream} as a process of its own. */
class StreamProcessIT {

  private static final int SIGTERM = 128 + 15;

  @TempDir Path folder;

  @Test
  void labelsUntilItIsTerminatedAndEndsCleanly() throws Exception {
    Cluster cluster = Cluster.start();
    Path config = folder.resolve("app.properties");
    Files.writeString(
        config,
        """
        http.port = 0
        model.file = %s
        kafka.bootstrap.servers = %s
        kafka.state.dir = %s
        """
            .formatted(
                new TinyModel().write(folder.resolve("tiny.onnx")),
                cluster.bootstrapServers(),
                folder.resolve("state")));
    long start = System.currentTimeMillis() / 5000 * 5_000_000 - 60_000_000;
    cluster.publish(Readings.of("anna", start, 10, 25));
    Process process = start("--config", config.toString());
    try {
      assertThat(cluster.labels(2)).hasSize(2);

      String log = Files.readString(log());
      var address = Pattern.compile("metrics and health on (http://\\S+)").matcher(log);
      assertThat(address.find()).as(log).isTrue();
      assertThat(get(address.group(1) + "/health/ready")).contains("\"UP\"");
      assertThat(get(address.group(1) + "/metrics"))
          .contains("kinetograph_readings_total{result=\"accepted\"} 50.0")
          .contains("kinetograph_segments_total{result=\"labelled\"} 2.0")
          .contains("kinetograph_model{device=\"cpu\",version=\"tiny-1\"} 1.0")
          .contains("kinetograph_model_refreshes_total{result=\"refused\"} 0.0");
      assertThat(get(address.group(1) + "/info"))
          .contains("\"version\":\"tiny-1\"")
          .contains("\"device\":\"cpu\"");
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ended within 20 s").isTrue();
    assertThat(process.exitValue()).isEqualTo(SIGTERM);
    assertThat(Files.readString(log()))
        .doesNotContain("Exception")
        .doesNotContain("ERROR")
        .doesNotContain("MeterFilter");
    cluster.stop();
  }

  @Test
  void aBadSettingStopsTheStartWithOneSentence() throws Exception {
    Path config = folder.resolve("app.properties");
    Files.writeString(config, "segment.grace = soon\n");
    Process process = start("--config", config.toString());

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readAllLines(log()))
        .singleElement()
        .asString()
        .endsWith(
            "setting segment.grace is 'soon', not a duration such as 200ms, 5s, 10m or 1h, up to 1d");
  }

  @Test
  void aModelThatCannotBeServedStopsTheStartWithOneSentence() throws Exception {
    Path model = Files.writeString(folder.resolve("garbage.onnx"), "no model");
    Path config = folder.resolve("app.properties");
    Files.writeString(config, "http.port = 0\nmodel.file = " + model + "\n");
    Process process = start("--config", config.toString());

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(log()).stream().filter(line -> !line.contains(" INFO ")))
        .singleElement()
        .asString()
        .contains(model + " is not an ONNX model");
  }

  @Test
  void aGpuThatCannotBeUsedStopsTheStartWithOneSentence() throws Exception {
    Path config = folder.resolve("app.properties");
    Files.writeString(config, "http.port = 0\nmodel.device = cuda:99\n");
    Process process = start("--config", config.toString());

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(log()).stream().filter(line -> !line.contains(" INFO ")))
        .singleElement()
        .asString()
        .contains("setting model.device: cuda:99 cannot be used: ");
  }

  private Path log() {
    return folder.resolve("log");
  }

  private Process start(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // ONNX Runtime's start must survive a long command line.
    command.add("-Dpadding=" + "x".repeat(100_000));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(StreamCommand.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  private static String get(String uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
        .body();
  }
}
