// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.Unit;
import io.kinetograph.schemas.registry.SchemaNotGivenException;
import io.kinetograph.streams.logs.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a start, the records of open segments are read again. */
class ReplayTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  private final List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);

  @Test
  void anOpenSegmentContinuesAfterARestartAndNothingIsCountedTwice() {
    topology.publish(readings.subList(0, 12));
    topology.publish("anna".getBytes(UTF_8), "invalid".getBytes(UTF_8));
    topology.deadLetters();
    topology.restart();
    topology.finishBatch();
    topology.publish(readings.subList(12, readings.size()));
    topology.finishBatch();

    assertThat(topology.labels()).extracting(ActivityLabel::getCoverage).containsExactly(1f);
    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.replayed()).isEqualTo(13);
    assertThat(topology.readings("accepted")).isEqualTo(25);
    assertThat(topology.readings("invalid")).isEqualTo(1);
  }

  @Test
  void readingsInJsonAreReadAgainAsThoseInAvro() {
    topology.publish(readings);
    topology.finishBatch();
    List<ActivityLabel> expected = topology.labels();
    topology.reopen();

    topology.publishInJson(readings.subList(0, 12));
    topology.publish("anna".getBytes(UTF_8), "{\"wearer\":\"anna\"}".getBytes(UTF_8));
    assertThat(topology.deadLetters()).hasSize(1);
    topology.restart();
    topology.finishBatch();
    topology.publish(readings.subList(12, 18));
    topology.publishInJson(readings.subList(18, readings.size()));
    topology.finishBatch();

    assertThat(topology.replayed()).isEqualTo(13);
    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.labels()).isEqualTo(expected);
  }

  @Test
  void onlyTheRecordsOfOpenSegmentsAreReadAgain() {
    topology.publish(readings);
    topology.publish(Readings.of("berta", START, 1, 25));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(1);
    assertThat(topology.lowWatermark()).isEqualTo(25);

    topology.restart();
    topology.finishBatch();
    assertThat(topology.replayed()).isEqualTo(5);
    topology.publish(readings);
    assertThat(topology.readings("late")).isEqualTo(25);
  }

  @Test
  void withoutAnOpenSegmentNothingIsReadAgain() {
    topology.publish(readings);
    topology.finishBatch();
    assertThat(topology.lowWatermark()).isEqualTo(25);

    topology.restart();
    topology.finishBatch();
    assertThat(topology.replayed()).isZero();
  }

  @Test
  void aSegmentThatIsClosedButNotLabeledIsReadAgain() {
    topology.publish(readings);
    topology.restart();
    topology.finishBatch();
    topology.finishBatch();

    assertThat(topology.replayed()).isEqualTo(25);
    assertThat(topology.labels()).hasSize(1);
    assertThat(topology.closed("complete")).isEqualTo(1);
  }

  @Test
  void nothingClosesAndNothingIsLostWhileNoBrokerAnswers() {
    topology.publish(readings.subList(0, 12));
    topology.replayBatch = 0;
    topology.restart();
    topology.publish(readings.subList(12, readings.size()));
    topology.publish(Readings.of("berta", START, 5, 25));
    topology.advance(Duration.ofMinutes(5));
    assertThat(topology.labels()).isEmpty();
    assertThat(topology.value("kinetograph.replay.tasks")).isEqualTo(1);
    assertThat(topology.lowWatermark()).as("still to be read again").isZero();

    // Another restart, before anything was read again.
    topology.restart();
    topology.replayBatch = 5;
    topology.finishBatch();
    topology.finishBatch();
    assertThat(topology.labels())
        .hasSize(2)
        .extracting(ActivityLabel::getCoverage)
        .containsOnly(1f);
    assertThat(topology.value("kinetograph.replay.tasks")).isZero();
    assertThat(topology.readings("late")).isZero();
  }

  @Test
  void aWearerIdleSinceBeforeTheRestartStillCloses() {
    topology.publish(Readings.of("anna", START, 4.5, 25));
    topology.restart();
    topology.finishBatch();
    assertThat(topology.labels()).isEmpty();
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(1);
    assertThat(topology.closed("idle")).isEqualTo(1);
  }

  @Test
  void recordsThatTheTopicNoLongerHasAreCountedAndTheRestIsUsed() {
    topology.publish(readings.subList(0, 20));
    topology.earliestOffset = 5;
    topology.restart();
    topology.finishBatch();
    topology.publish(readings.subList(20, 25));
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();

    assertThat(topology.value("kinetograph.replay.lost")).isEqualTo(5);
    assertThat(topology.labels())
        .extracting(ActivityLabel::getCoverage)
        .containsExactly(0.8f + 2 / 125f);
  }

  @Test
  void recordsWhoseSchemaIsRefusedSinceTheRestartAreReportedAndTheRestIsUsed() {
    topology.publish("anna".getBytes(UTF_8), "invalid".getBytes(UTF_8));
    topology.publish(readings.subList(0, 5));
    Serde<AccelerometerReading> before = topology.readings;
    topology.readings =
        Serdes.serdeFrom(
            before.serializer(),
            (topic, value) -> {
              if (value.length < 10) {
                throw new SerializationException("too short");
              }
              throw new SchemaNotGivenException("encoded with schema id 7, which is not given");
            });
    try (CapturedLog log = CapturedLog.warnings(Replay.class)) {
      topology.restart();
      topology.finishBatch();

      assertThat(log.lines())
          .anySatisfy(
              message ->
                  assertThat(message)
                      .contains(
                          "in-0: the registry does not return the schema of 5 records read again,"
                              + " from offset 1 to 5, so open",
                          "schema id 7",
                          "check the perm"));
    }
    assertThat(topology.value("kinetograph.replay.undecodable")).isEqualTo(5);
    assertThat(topology.deadLetters()).isEmpty();
  }

  @Test
  void offsetsThatAreResetToEarlierMakeClosedSegmentsLateAndOpenOnesDuplicates() {
    topology.publish(readings);
    topology.publish(Readings.of("anna", START + 5 * SECOND, 2, 25));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(1);
    topology.restartAt(0);
    topology.finishBatch();
    assertThat(topology.readings("late")).isEqualTo(25);
    assertThat(topology.lowWatermark()).isEqualTo(25);
    topology.restart();
    topology.publish(Readings.of("anna", START + 7 * SECOND, 3, 25));
    topology.finishBatch();

    assertThat(topology.labels()).extracting(ActivityLabel::getCoverage).containsExactly(1f);
  }

  @Test
  void offsetsResetIntoAnOpenSegmentLoseNothing() {
    topology.publish(Readings.of("berta", START, 1, 25));
    topology.publish(readings.subList(0, 20));
    topology.restartAt(10);
    topology.restart();
    topology.publish(readings.subList(20, 25));
    topology.publish(Readings.of("berta", START + SECOND, 4, 25));
    topology.finishBatch();

    assertThat(topology.labels())
        .hasSize(2)
        .extracting(ActivityLabel::getCoverage)
        .containsOnly(1f);
  }

  @Test
  void aReadingFromTheFutureIsRefusedAgainThoughItNoLongerIs() {
    topology.publish(Readings.of("anna", START, 1, 25));
    topology.publish(Readings.of("ahead", START + 302 * SECOND, 1, 25));
    assertThat(topology.readings("invalid")).isEqualTo(5);
    topology.advance(Duration.ofSeconds(5));
    topology.restart();
    topology.advance(Duration.ofSeconds(9));
    assertThat(topology.replayed()).isEqualTo(10);
    assertThat(topology.openSlices()).as("of anna").isEqualTo(1);
    topology.advance(Duration.ofSeconds(20));
    topology.finishBatch();
    assertThat(topology.openSlices()).isZero();
    assertThat(topology.closed("idle")).isEqualTo(1);
  }

  @Test
  void aReadingThatWasAcceptedIsAcceptedAgainThoughTheClockWasSetBack() {
    topology.maxClockSkew = Duration.ofSeconds(10);
    topology.reopen();
    topology.publish(Readings.of("anna", START + 5 * SECOND, 4, 25));
    topology.maxClockSkew = Duration.ofSeconds(1);
    topology.restart();
    topology.finishBatch();

    assertThat(topology.openSlices()).isEqualTo(1);
  }

  @Test
  void tooManyRefusedReadingsAreForgottenAndCounted() {
    topology.publish(Readings.of("anna", START, 1, 25));
    for (int i = 0; i < 1010; i++) {
      topology.publish(
          Readings.reading(
              "ahead", Unit.TORSO, START + 302 * SECOND + 40_000L * i, 40_000, new float[1]));
    }

    assertThat(topology.value("kinetograph.replay.refused.forgotten")).isEqualTo(10);
  }

  @Test
  void aWearerWhoseRecordsAreOldIsNotIdleAfterARestart() {
    topology.publish(Readings.of("berta", START, 1, 25));
    topology.recordTime = Instant.ofEpochMilli(START / 1000 - 60_000);
    topology.publish(readings.subList(0, 12));
    topology.restart();
    topology.advance(Duration.ofSeconds(1));
    topology.publish(readings.subList(12, readings.size()));
    topology.finishBatch();

    assertThat(topology.closed("idle")).isZero();
    assertThat(topology.labels()).extracting(ActivityLabel::getCoverage).containsExactly(1f);
  }

  @ParameterizedTest(name = "samples {0} us after the start of a segment")
  @ValueSource(longs = {30_000, 550_000})
  void aSegmentAfterARestartIsCompleteThoughNoSampleIsAtItsStart(long offsetMicros) {
    List<AccelerometerReading> all = Readings.of("anna", START + offsetMicros, 21, 25);
    int beforeRestart = 5 * (offsetMicros < SECOND / 2 ? 15 : 16);
    topology.publish(all.subList(0, beforeRestart));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(3);
    topology.restart();
    topology.finishBatch();
    topology.publish(all.subList(beforeRestart, 5 * 20));
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(1);
  }

  @Test
  void onlyReadingsThatTheClockMayAcceptLaterAreRemembered() {
    topology.publish(Readings.of("anna", START, 1, 25));
    for (int i = 0; i < 1010; i++) {
      long startMicros = -302 * SECOND + 40_000L * i;
      topology.publish(Readings.reading("reset", Unit.TORSO, startMicros, 40_000, new float[1]));
    }

    assertThat(topology.readings("invalid")).isEqualTo(1010);
    assertThat(topology.value("kinetograph.replay.refused.forgotten")).isZero();
  }

  @Test
  void onlyRecordsThatWereStillToBeReadAgainCountAsLost() {
    topology.publish(readings.subList(0, 20));
    topology.nanoClock = new SlowClock();
    topology.replayBatch = 4;
    topology.restart();
    topology.finishBatch();
    assertThat(topology.replayed()).isEqualTo(4);
    topology.earliestOffset = 10;
    for (int i = 0; i < 10; i++) {
      topology.finishBatch();
    }

    assertThat(topology.value("kinetograph.replay.lost")).isEqualTo(6);
    assertThat(topology.replayed()).isEqualTo(14);
  }

  @Test
  void aReadingThatWasRefusedAndLaterAcceptedIsReadAgain() {
    topology.publish(Readings.of("anna", START, 1, 25));
    topology.publish(Readings.of("ahead", START + 302 * SECOND, 1, 25));
    assertThat(topology.readings("invalid")).isEqualTo(5);
    topology.advance(Duration.ofSeconds(5));
    topology.restartAt(5);
    topology.finishBatch();
    assertThat(topology.openSlices()).isEqualTo(2);
    topology.restart();
    topology.finishBatch();

    assertThat(topology.openSlices()).isEqualTo(2);
  }

  @Test
  void offsetsThatAreResetWhileNoBrokerAnswersAreReadAgain() {
    topology.publish(Readings.of("ahead", START + 302 * SECOND, 1, 25));
    topology.publish(readings);
    topology.publish(Readings.of("anna", START + 5 * SECOND, 1, 25));
    topology.finishBatch();
    assertThat(topology.lowWatermark()).isEqualTo(30);
    topology.advance(Duration.ofSeconds(5));
    topology.replayBatch = 0;
    topology.restartAt(0);

    assertThat(topology.lowWatermark()).isZero();
  }

  @ParameterizedTest(name = "{0} records at once")
  @ValueSource(ints = {5, ConsumerInputReader.MAX_POLL_RECORDS})
  void samplesTakeNoMoreMemoryThanAllowedWhileRecordsAreReadAgain(int replayBatch) {
    for (int wearer = 0; wearer < 40; wearer++) {
      topology.publish(Readings.of("wearer-" + wearer, START, 3, 25));
    }
    long all = topology.sampleBytes();
    topology.sampleBytes = all / 4;
    topology.nanoClock = new SlowClock();
    topology.replayBatch = replayBatch;
    topology.restart();
    long most = 0;
    for (int i = 0; i < 200; i++) {
      topology.finishBatch();
      most = Math.max(most, topology.sampleBytes());
    }

    assertThat(topology.replayed()).isEqualTo(600);
    assertThat(most)
        .as("at most the samples of one poll more than allowed, and what is about to be freed")
        .isLessThan(all / 4 + all * replayBatch / 600 + all / 20);
    assertThat(topology.closed("memory")).isBetween(30.0, 31.0);
  }

  @Test
  void segmentsCloseIfTheMemoryIsFullWhenTheLastRecordHasBeenReadAgain() {
    for (int wearer = 0; wearer < 40; wearer++) {
      topology.publish(Readings.of("wearer-" + wearer, START, 3, 25));
    }
    long all = topology.sampleBytes();
    topology.sampleBytes = all / 4;
    topology.restart();
    topology.finishBatch();

    assertThat(topology.replayed()).isEqualTo(600);
    assertThat(topology.closed("memory")).isBetween(30.0, 31.0);
    assertThat(topology.sampleBytes()).isLessThanOrEqualTo(all / 4);
  }

  /** Each step takes longer than the time budget, so each timer makes one step. */
  private static final class SlowClock implements LongSupplier {

    private long nanos;

    @Override
    public long getAsLong() {
      nanos += Duration.ofMillis(110).toNanos();
      return nanos;
    }
  }
}
