// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static java.lang.ProcessBuilder.Redirect.INHERIT;

import io.kinetograph.benchmarks.peers.DecodePeer;
import io.kinetograph.benchmarks.peers.FirstDraftPeer;
import io.kinetograph.benchmarks.peers.ModelPeer;
import io.kinetograph.quickstart.QuickstartTopics;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.app.StreamCommand;
import io.kinetograph.streams.config.TopicSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Starts the processes of one peer.
 *
 * @param options of the measurement
 * @param bed where broker and model are
 * @param id of the run: prefix of its topics and files, and its application id
 * @param topics of the run
 * @param setup which peer, and how many threads and processes it has
 * @param segments how many the bare model is to classify
 */
record Launcher(
    BenchOptions options,
    TestBed bed,
    String id,
    TopicSettings topics,
    Setup setup,
    long segments) {

  private static final String SCRIPT = "/io/kinetograph/benchmarks/label_consumer.py";
  static final String LOGBACK = "io/kinetograph/benchmarks/logback-bench.xml";

  /** A command that runs a class of this process's class path. */
  static List<String> java(Path javaHome, Class<?> main, String... arguments) {
    return Stream.concat(
            Stream.of(
                javaHome.resolve("bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=" + LOGBACK,
                main.getName()),
            Stream.of(arguments))
        .toList();
  }

  /** By the environment: ONNX Runtime cannot start with a long command line. */
  static Map<String, String> classPath() {
    return Map.of("CLASSPATH", System.getProperty("java.class.path"));
  }

  /** Has an app's launcher build what is missing, which would take part in its start. */
  static void build(Peer peer) throws IOException, InterruptedException {
    if (peer.kind() == Peer.Kind.APP && !peer.launcher().isEmpty()) {
      ProcessBuilder version = new ProcessBuilder(peer.launcher(), "stream", "--version");
      version.environment().put("JAVA_HOME", peer.javaHome().toString());
      int exitCode = version.redirectError(INHERIT).redirectOutput(DISCARD).start().waitFor();
      if (exitCode != 0) {
        throw new IOException(peer.launcher() + " stream --version ended with " + exitCode);
      }
    }
  }

  /** Starts them; {@code lines} is called with what they print. */
  List<MeasuredProcess> start(Consumer<String> lines) throws IOException {
    Peer peer = setup.peer();
    Map<String, String> environment = new HashMap<>(classPath());
    environment.put("JAVA_HOME", peer.javaHome().toString());
    Path home = peer.javaHome();
    String model = bed.modelFile().toString();
    String callers = Integer.toString(setup.threads() * setup.instances());
    boolean oneByOne = peer.kind() == Peer.Kind.APP || peer.kind() == Peer.Kind.FIRST_DRAFT;
    List<MeasuredProcess> started = new ArrayList<>();
    for (int i = 0; i < (oneByOne ? setup.instances() : 1); i++) {
      String config = config(peer, i).toString();
      List<String> command =
          switch (peer.kind()) {
            case APP -> app(peer, config);
            case MODEL -> java(home, ModelPeer.class, model, callers, Long.toString(segments));
            case CONSUMER ->
                java(home, DecodePeer.class, config, callers, Integer.toString(options.samples));
            case FIRST_DRAFT -> java(home, FirstDraftPeer.class, config, model);
            case PYTHON -> python(model, callers);
          };
      started.add(MeasuredProcess.start(command, environment, file("process.log"), lines));
    }
    return started;
  }

  private Path file(String name) {
    return bed.folder().resolve(id + "-" + name);
  }

  private static List<String> app(Peer peer, String config) {
    return peer.launcher().isEmpty()
        ? List.of(
            peer.javaHome().resolve("bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            StreamCommand.class.getName(),
            "--config",
            config)
        : List.of(peer.launcher(), "stream", "--config", config);
  }

  /** The settings of one of the app's processes; the other peers read some of them. */
  private Path config(Peer peer, int instance) throws IOException {
    Properties config = new Properties();
    config.put("input.topic", topics.input());
    config.put("output.topic", topics.output());
    String episodes = topics.episodes();
    if (episodes != null) {
      config.put("episodes.topic", episodes);
    }
    config.put("dead-letter.topic", topics.deadLetters());
    config.put("http.port", "0");
    config.put("kafka.bootstrap.servers", bed.bootstrapServers());
    config.put("kafka.application.id", id);
    config.put("kafka.num.stream.threads", Integer.toString(setup.threads()));
    config.put("kafka.processing.guarantee", peer.guarantee());
    config.put("kafka.state.dir", file("state-" + instance).toString());
    if (options.model != null) {
      config.put("model.file", options.model.toAbsolutePath().toString());
    }
    if (options.alignment != null) {
      config.put("segment.alignment", options.alignment);
    }
    config.putAll(options.settings);
    Path file = file("app-" + instance + ".properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      config.store(writer, null);
    }
    return file;
  }

  private List<String> python(String model, String processes) throws IOException {
    Path script = file("label_consumer.py");
    try (InputStream resource = Launcher.class.getResourceAsStream(SCRIPT)) {
      if (resource == null) {
        throw new IllegalStateException(SCRIPT + " is not on the class path");
      }
      Files.write(script, resource.readAllBytes());
    }
    Path readings = file("AccelerometerReading.avsc");
    Path labels = file("ActivityLabel.avsc");
    Files.writeString(readings, AccelerometerReading.getClassSchema().toString());
    Files.writeString(labels, ActivityLabel.getClassSchema().toString());
    return List.of(
        options.python,
        script.toString(),
        "--bootstrap=" + bed.bootstrapServers(),
        "--input=" + topics.input(),
        "--output=" + topics.output(),
        "--group=" + id,
        "--partitions=" + QuickstartTopics.PARTITIONS,
        "--processes=" + processes,
        "--model=" + model,
        "--reading-schema=" + readings,
        "--label-schema=" + labels);
  }
}
