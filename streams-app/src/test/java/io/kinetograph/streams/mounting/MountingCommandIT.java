// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.imaging.mounting.MountingContract;
import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleBiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** {@code kinetograph mounting} on a broker. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class MountingCommandIT {

  private static final int BATCH = 25;

  private final KafkaCluster cluster;
  private final Map<BodyUnit, Rotation> turns = new EnumMap<>(BodyUnit.class);
  private final long start = System.currentTimeMillis() / 5000 * 5000 - 90_000;
  private AppTopics topics;

  MountingCommandIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void createTopics(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName();
    topics = cluster.appTopics("mounting-" + name, 3);
  }

  @Test
  void unitsThatAreTurnedAreNamedWithTheTurnThatBringsThemBack() throws Exception {
    turns.put(BodyUnit.TORSO, Rotation.about(new double[] {0, 0, 1}, Math.PI));
    turns.put(BodyUnit.RIGHT_LEG, Rotation.about(new double[] {0, 0, 1}, Math.PI / 2));
    topics.publish(standing("anna", 0, 20));
    topics.publish(standing("ben", 0, 20));
    topics.publish("anna", new byte[] {1, 2, 3});
    topics.committed(topics.input(), 201);

    Result text = run("--wearer=anna");
    Result json = run("--wearer=anna", "--json");

    assertThat(text.exitCode()).isZero();
    assertThat(text.err())
        .containsPattern(
            "invalid readings that were ignored: 1; the last, "
                + topics.input()
                + "-\\d@\\d+: value is ")
        .hasLineCount(1);
    assertThat(text.out())
        .contains("Wearer 'anna': 20 s of standing from " + Instant.ofEpochMilli(start))
        .contains("walking not found")
        .containsPattern("TORSO +upside down\n")
        .containsPattern(
            "RIGHT_ARM +as in the contract \\(within 15 degrees\\), as far as standing")
        .containsPattern(
            "RIGHT_LEG +turned by at least 90 degrees about an axis near its -z axis\n")
        .contains("ask the wearer to walk for a minute");
    JsonNode units = new ObjectMapper().readTree(json.out()).get("units");
    assertThat(units.size()).isEqualTo(BodyUnit.COUNT);
    for (BodyUnit unit : BodyUnit.values()) {
      JsonNode found = units.get(unit.index());
      double[] measured = measured(unit, MountingContract.standing(unit));
      double[] corrected = new double[BodyUnit.AXES];
      for (int i = 0; i < 9; i++) {
        corrected[i / 3] += found.at("/toContract/matrix/" + i).asDouble() * measured[i % 3];
      }
      assertThat(found.get("unit").asText()).isEqualTo(unit.name());
      assertThat(corrected).containsExactly(MountingContract.standing(unit), within(0.01));
      assertThat(found.get("asInContract").asBoolean()).isEqualTo(!turns.containsKey(unit));
    }
  }

  @Test
  void readingsThatArriveWhileItWaitsAreUsed() throws Exception {
    topics.publish(standing("anna", 0, 5));
    topics.committed(topics.input(), 25);
    StringWriter err = new StringWriter();
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(() -> run(err, "--wearer=anna", "--wait-minutes=2"));
    await().until(() -> waiting.isDone() || err.toString().contains("waiting"));
    topics.publish(standing("anna", 5, 10));
    topics.publish(walking("anna", 15, 40));

    Result result = waiting.get();

    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .contains("waiting for wearer 'anna': ")
        .contains(" of 10 s of standing");
    assertThat(result.out()).contains("15 s of standing").contains("40 s of walking");
  }

  @Test
  void readingsInTwoPartitionsAreSaid() throws Exception {
    byte[] key = "anna".getBytes(StandardCharsets.UTF_8);
    var serializer = TopicSerdes.accelerometerReading().serializer();
    for (AccelerometerReading reading : standing("anna", 0, 5)) {
      cluster
          .send(
              new ProducerRecord<>(
                  topics.input(),
                  reading.getUnit() == Unit.TORSO ? 2 : 0,
                  key,
                  serializer.serialize(topics.input(), reading)))
          .get();
    }

    Result result = run("--wearer=anna");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .contains("wearer 'anna'", "partition 2 has TORSO", "murmur2_random")
        .hasLineCount(1);
  }

  @Test
  void itDoesNotWaitForWalkingThatArmsCannotShow() throws Exception {
    List<AccelerometerReading> arms =
        standing("anna", 0, 15).stream()
            .filter(reading -> reading.getUnit().name().endsWith("ARM"))
            .toList();
    topics.publish(arms);
    topics.committed(topics.input(), 30);

    Result result = run("--wearer=anna", "--wait-minutes=10");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("TORSO      no readings\n")
        .contains("15 s of standing")
        .contains("Walking is recognized by the torso or a leg; none of these units was seen.");
  }

  @Test
  void uncommittedReadingsAreNotReadAndNoGroupIsLeft() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers", cluster.bootstrapServers(),
                    "transactional.id", topics.id()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Admin admin = cluster.admin()) {
      producer.initTransactions();
      producer.beginTransaction();
      var serializer = TopicSerdes.accelerometerReading().serializer();
      for (AccelerometerReading reading : standing("anna", 0, 5)) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topics.input(),
                    "anna".getBytes(StandardCharsets.UTF_8),
                    serializer.serialize(topics.input(), reading)));
      }
      producer.flush();

      Result open = run("--wearer=anna");
      producer.commitTransaction();
      // The brokers write the end of a transaction a moment later.
      topics.committed(topics.input(), 25);
      Result committed = run("--wearer=anna");

      assertThat(open.exitCode()).isEqualTo(1);
      assertThat(open.err())
          .isEqualTo(
              "mounting: there are no readings in the last 5 minutes of topic '%s' (3 partitions): start the wearables, or look further back with --minutes%n"
                  .formatted(topics.input()));
      assertThat(committed.exitCode()).isZero();
      assertThat(committed.out()).contains("5 s of standing");
      assertThat(admin.listGroups().all().get())
          .noneMatch(group -> group.groupId().contains(topics.id()));
    }
  }

  @Test
  void whatCannotBeReadIsSaidInOneSentence() throws Exception {
    topics.publish(standing("ben", 0, 5));
    topics.publish("eve", new byte[] {1, 2, 3});
    topics.committed(topics.input(), 26);

    assertThat(run("--wearer=eve").err())
        .contains("there is no valid reading of wearer 'eve' in the last 5 minutes")
        .containsPattern(
            "; invalid readings that were ignored: 1; the last, "
                + topics.input()
                + "-\\d@0: value is ")
        .hasLineCount(1);
    assertThat(run("--wearer=anna").err())
        .contains("wearer 'anna' has no readings in the last 5 minutes")
        .contains("but other wearers have 26: check the id")
        .hasLineCount(1);
    assertThat(run("--wearer=anna", "--set=input.topic=none").err())
        .contains("topic 'none' (setting input.topic) is missing")
        .hasLineCount(1);
    Result unreachable =
        run("--wearer=anna", "--bootstrap-servers=localhost:1", "--set=check.timeout=3s");
    assertThat(unreachable.exitCode()).isEqualTo(1);
    assertThat(unreachable.err().lines())
        .containsExactly(
            "mounting: waiting up to 3 s (setting check.timeout) for the brokers localhost:1"
                + " (setting kafka.bootstrap.servers)",
            "mounting: the brokers localhost:1 (setting kafka.bootstrap.servers) cannot be used:"
                + " localhost:1: Connection refused; start the broker, or correct the address");
    Result misspelled = run("--wearer=anna", "--set=input.topics=none");
    assertThat(misspelled.exitCode()).isEqualTo(2);
    assertThat(misspelled.err()).contains("command line: unknown setting 'input.topics'");
    assertThat(run("--wearer=anna", "--minutes=0").err())
        .contains("--minutes is 0, not from 1 to 120");
  }

  private Result run(String... args) {
    return run(new StringWriter(), args);
  }

  private Result run(StringWriter err, String... args) {
    List<String> all = new ArrayList<>();
    topics.settings().forEach((key, value) -> all.add("--set=" + key + "=" + value));
    // Also on a slow machine.
    all.add("--set=check.timeout=2m");
    all.addAll(List.of(args));
    CommandLine command = MountingCommand.commandLine();
    StringWriter out = new StringWriter();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = command.execute(all.toArray(String[]::new));
    return new Result(
        exitCode,
        out.toString(),
        err.toString().replaceAll("mounting: waiting up to 120 s .*\\R", ""));
  }

  private record Result(int exitCode, String out, String err) {}

  private List<AccelerometerReading> standing(String wearer, int from, int seconds) {
    return readings(wearer, from, seconds, (unit, t) -> 0);
  }

  private List<AccelerometerReading> walking(String wearer, int from, int seconds) {
    return readings(
        wearer,
        from,
        seconds,
        (unit, t) -> (unit == BodyUnit.TORSO ? 3 : 7) * Math.sin(2 * Math.PI * t / 1.2));
  }

  /** Readings of a second of each unit; the movement is along the vertical. */
  private List<AccelerometerReading> readings(
      String wearer, int from, int seconds, ToDoubleBiFunction<BodyUnit, Double> movement) {
    List<AccelerometerReading> readings = new ArrayList<>();
    for (int second = from; second < from + seconds; second++) {
      for (BodyUnit unit : BodyUnit.values()) {
        float[][] axes = new float[BodyUnit.AXES][BATCH];
        for (int i = 0; i < BATCH; i++) {
          double[] contract = MountingContract.standing(unit);
          double scale = 1 + movement.applyAsDouble(unit, second + i / (double) BATCH) / 9.81;
          for (int axis = 0; axis < axes.length; axis++) {
            contract[axis] *= scale;
          }
          double[] measured = measured(unit, contract);
          for (int axis = 0; axis < axes.length; axis++) {
            axes[axis][i] = (float) measured[axis];
          }
        }
        readings.add(
            AccelerometerReading.newBuilder()
                .setWearer(wearer)
                .setUnit(Unit.valueOf(unit.name()))
                .setStartedAt(Instant.ofEpochMilli(start + second * 1000L))
                .setSamplePeriodMicros(1_000_000 / BATCH)
                .setX(FloatAxes.of(axes[0]))
                .setY(FloatAxes.of(axes[1]))
                .setZ(FloatAxes.of(axes[2]))
                .build());
      }
    }
    return readings;
  }

  private double[] measured(BodyUnit unit, double[] contract) {
    return turns.getOrDefault(unit, Rotation.NONE).apply(contract);
  }
}
