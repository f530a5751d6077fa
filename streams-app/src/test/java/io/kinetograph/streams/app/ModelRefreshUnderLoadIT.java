// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Models are replaced, by good files and bad ones in turn, while wearers are labeled on a real
 * broker. Models differ in their weights and in their labels, so that a label that half a model, or
 * another than the named one, has made is found out.
 */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ModelRefreshUnderLoadIT {

  private static final List<String> WEARERS =
      List.of("anna", "berta", "clara", "dora", "emma", "frida");
  private static final List<String> OTHER_LABELS = List.of("p", "q", "r");
  private static final int BATCH = 25;

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> installed = new ArrayList<>();
  private final AppTopics topics;
  private int broken;

  ModelRefreshUnderLoadIT(KafkaCluster cluster) throws Exception {
    topics = cluster.appTopics("model-refresh", 2);
  }

  @Test
  void everySegmentHasOneLabelAndItIsTheNamedModels() throws Exception {
    Path file = folder.resolve("model.onnx");
    Files.write(file, model(1).bytes());
    installed.add(version(1));
    Map<String, String> settings = topics.settings();
    settings.put("kafka.num.stream.threads", "2");
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("model.file", file.toString());
    settings.put("model.refresh-interval", "100ms");
    long start = (System.currentTimeMillis() - 36_000_000) * 1000 / Segment.LENGTH_MICROS;
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger published = new AtomicInteger();
    ExecutorService wearables = Executors.newSingleThreadExecutor();
    try (StreamsApp app = StreamsApp.start(Settings.of(settings), registry)) {
      assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
      Future<?> publishing =
          wearables.submit(
              () -> {
                while (!enough.get()) {
                  long segment = start + published.get();
                  WEARERS.forEach(wearer -> topics.publish(readings(wearer, segment)));
                  published.incrementAndGet();
                  // The wearers' pace.
                  Thread.sleep(100);
                }
                return null;
              });

      awaitLabels(2 * WEARERS.size());
      for (int round = 0; round < 3; round++) {
        installInPlace(file);
        reject(app, file, Arrays.copyOf(next().bytes(), 20_000), "is not an ONNX model");
        installByRenaming(file);
        reject(app, file, ("garbage " + round).getBytes(UTF_8), "is not an ONNX model");
        installSlowly(file);
        reject(app, file, next().withRows(9 + round).bytes(), "picture is ");
        reject(app, file, next().with("kinetograph.axes", "z,y,x" + round).bytes(), "axes is ");
        installInPlace(file);
        reject(app, file, next().withFirstWeight(Float.NaN).bytes(), "gives NaN");
        delete(app, file);
        installByRenaming(file);
        goBack(file);
      }
      awaitLabels(4 * WEARERS.size());
      enough.set(true);
      publishing.get(1, TimeUnit.MINUTES);

      assertThat(app.health().info().toString()).contains("lastRejection").contains(newest());
      check(start, published.get());
    } finally {
      enough.set(true);
      wearables.shutdown();
      wearables.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private void check(long start, int published) {
    int expected = published * WEARERS.size();
    var deserializer = TopicSerdes.activityLabel().deserializer();
    Map<Integer, Integer> place = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    Set<String> versions = new HashSet<>();
    for (var record : topics.committed(topics.output(), expected)) {
      ActivityLabel label = deserializer.deserialize(record.topic(), record.value());
      long segment =
          Math.floorDiv(label.getSegmentStart().toEpochMilli() * 1000, Segment.LENGTH_MICROS);
      times.merge(label.getWearer() + " " + (segment - start), 1, Integer::sum);
      versions.add(label.getModel());
      assertIsOfItsModel(label, segment);
      // A task's labels never go back to an earlier model, unless it was put in place again.
      int from = place.getOrDefault(record.partition(), 0);
      int now = from + installed.subList(from, installed.size()).indexOf(label.getModel());
      assertThat(now)
          .as("%s after %s in %s", label.getModel(), installed.get(from), installed)
          .isGreaterThanOrEqualTo(from);
      place.put(record.partition(), now);
    }
    int losses = 0;
    int repeats = 0;
    for (String wearer : WEARERS) {
      for (int segment = 0; segment < published; segment++) {
        int labels = times.getOrDefault(wearer + " " + segment, 0);
        losses += labels == 0 ? 1 : 0;
        repeats += Math.max(0, labels - 1);
      }
    }
    System.out.printf(
        "model refresh under load: %d segments, %d labels of %d versions; %d refreshes taken, %d"
            + " rejected; %d losses, %d repeats%n",
        expected,
        times.values().stream().mapToInt(Integer::intValue).sum(),
        versions.size(),
        count("taken"),
        count("rejected"),
        losses,
        repeats);
    assertThat(losses).as("losses").isZero();
    assertThat(repeats).as("repeats").isZero();
    assertThat(times).hasSize(expected);
    assertThat(versions).containsExactlyInAnyOrderElementsOf(new HashSet<>(installed));
    assertThat(count("taken")).isEqualTo(installed.size() - 1);
    // A file may be caught empty between two looks, while it is written over.
    assertThat(count("rejected")).isGreaterThanOrEqualTo(broken);
    assertThat(count("taken") + count("rejected")).isGreaterThanOrEqualTo(20);
  }

  /** The label is what the named version's weights, computed here, give for the segment. */
  private static void assertIsOfItsModel(ActivityLabel label, long segment) {
    int number = Integer.parseInt(label.getModel().substring("tiny-".length()));
    List<String> names = labels(number);
    double[] logits =
        TinyModel.logits(label.getModel(), names, segment(label.getWearer(), segment));
    double largest = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - largest)).sum();
    assertThat(label.getProbabilities()).hasSameSizeAs(names);
    for (int i = 0; i < logits.length; i++) {
      assertThat(label.getProbabilities().get(names.get(i)))
          .as("%s of %s %d by %s", names.get(i), label.getWearer(), segment, label.getModel())
          .isCloseTo((float) (Math.exp(logits[i] - largest) / sum), within(2e-3f));
    }
    assertThat(logits[names.indexOf(label.getActivity())]).isCloseTo(largest, within(1e-2));
  }

  private void installInPlace(Path file) throws Exception {
    Files.write(file, next().bytes());
    awaitTaken();
  }

  private void installByRenaming(Path file) throws Exception {
    Path beside = next().write(folder.resolve("beside"));
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    awaitTaken();
  }

  /** Writes for longer than the app takes to look at the file twice. */
  private void installSlowly(Path file) throws Exception {
    byte[] bytes = next().bytes();
    Files.write(file, new byte[0]);
    for (int from = 0; from < bytes.length; from += 2_000) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 2_000));
      Files.write(file, part, StandardOpenOption.APPEND);
      // A slow copy, on purpose.
      Thread.sleep(20);
    }
    awaitTaken();
  }

  private void goBack(Path file) throws Exception {
    int earlier = number(installed.get(installed.size() - 2));
    Files.write(file, model(earlier).bytes());
    awaitThat("the earlier model", () -> count("taken") == installed.size());
    installed.add(version(earlier));
    awaitLabels(2 * WEARERS.size());
  }

  private void awaitTaken() {
    String version = next().version();
    awaitThat(version, () -> count("taken") == installed.size());
    installed.add(version);
    awaitLabels(2 * WEARERS.size());
  }

  private void reject(StreamsApp app, Path file, byte[] content, String reason) throws Exception {
    int before = count("rejected");
    Files.write(file, content);
    awaitRejected(app, before, reason);
  }

  private void delete(StreamsApp app, Path file) throws Exception {
    int before = count("rejected");
    Files.delete(file);
    awaitRejected(app, before, "does not exist");
  }

  private void awaitRejected(StreamsApp app, int before, String reason) {
    broken++;
    awaitThat(
        reason,
        () -> count("rejected") > before && app.health().info().toString().contains(reason));
    awaitLabels(WEARERS.size());
  }

  private void awaitLabels(int more) {
    double before = labeled();
    awaitThat(more + " more labels", () -> labeled() >= before + more);
  }

  private double labeled() {
    return registry.counter("kinetograph.segments", "result", "labeled").count();
  }

  private int count(String result) {
    return (int) registry.counter("kinetograph.model.refreshes", "result", result).count();
  }

  private static void awaitThat(String what, Callable<Boolean> condition) {
    await(what).atMost(2, TimeUnit.MINUTES).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  private String newest() {
    return installed.get(installed.size() - 1);
  }

  /** One that has not been installed. */
  private TinyModel next() {
    return model(installed.stream().mapToInt(each -> number(each)).max().orElse(0) + 1);
  }

  private static TinyModel model(int number) {
    return new TinyModel(version(number), labels(number));
  }

  private static String version(int number) {
    return "tiny-" + number;
  }

  private static int number(String version) {
    return Integer.parseInt(version.substring("tiny-".length()));
  }

  private static List<String> labels(int number) {
    return number % 2 == 0 ? OTHER_LABELS : TinyModel.LABELS;
  }

  /** What a segment of a wearer measures, row after row; each differs from every other. */
  private static Segment segment(String wearer, long number) {
    Random random = new Random(wearer.hashCode() * 1_000_003L + number);
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (6 * random.nextGaussian());
    }
    return Segment.measured(number * Segment.LENGTH_MICROS, values);
  }

  private static List<AccelerometerReading> readings(String wearer, long number) {
    float[] values = segment(wearer, number).toArray();
    Unit[] units = {Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG};
    List<AccelerometerReading> readings = new ArrayList<>();
    for (int from = 0; from < Segment.COLUMNS; from += BATCH) {
      for (int unit = 0; unit < units.length; unit++) {
        float[][] axes = new float[3][];
        for (int axis = 0; axis < 3; axis++) {
          int row = (3 * unit + axis) * Segment.COLUMNS;
          axes[axis] = Arrays.copyOfRange(values, row + from, row + from + BATCH);
        }
        long micros = number * Segment.LENGTH_MICROS + (long) from * Readings.PERIOD;
        readings.add(
            AccelerometerReading.newBuilder()
                .setWearer(wearer)
                .setUnit(units[unit])
                .setStartedAt(Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
                .setSamplePeriodMicros(Readings.PERIOD)
                .setX(FloatAxes.of(axes[0]))
                .setY(FloatAxes.of(axes[1]))
                .setZ(FloatAxes.of(axes[2]))
                .build());
      }
    }
    return readings;
  }
}
