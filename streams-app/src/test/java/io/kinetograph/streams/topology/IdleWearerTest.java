// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When wearers become idle, and when they are evicted from the stores. */
class IdleWearerTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  private final List<Long> offsets = new ArrayList<>();
  private long unavailableMillis;
  private int trackersClosed;

  IdleWearerTest() {
    topology.liveness = partition -> new Tracker();
  }

  @Test
  void segmentsOfAnIdleWearerCloseByTheWallClock() {
    topology.publish(Readings.of("anna", START, 9, 25));
    topology.advance(Duration.ofSeconds(9));
    assertThat(topology.labels()).hasSize(1);
    topology.advance(Duration.ofSeconds(1));
    topology.finishBatch();

    assertThat(topology.labels())
        .extracting(ActivityLabel::getCoverage)
        .containsExactly(0.8f + 2 / 125f);
    assertThat(topology.closed("idle")).isEqualTo(1);
    topology.advance(Duration.ofSeconds(60));
    assertThat(topology.labels()).isEmpty();
  }

  @Test
  void ourOwnDelayMakesNoWearerIdle() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);
    // Half a minute of berta's readings is in the topic between the halves of anna's segment;
    // processing them takes longer than the idle timeout.
    topology.publish(readings.subList(0, 12));
    for (int second = 0; second < 30; second++) {
      topology.advance(Duration.ofSeconds(1));
      topology.recordTime = topology.recordTime.plusMillis(30);
      topology.publish(Readings.of("berta", START + second * SECOND, 1, 25));
    }
    topology.publish(readings.subList(12, readings.size()));
    topology.finishBatch();

    assertThat(topology.labels())
        .filteredOn(label -> label.getWearer().equals("anna"))
        .extracting(ActivityLabel::getCoverage)
        .containsExactly(1f);
    assertThat(topology.readings("late")).isZero();
  }

  @Test
  void aBrokerOutageMakesNoWearerIdle() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 9, 25);
    topology.publish(readings.subList(0, 12));
    for (int second = 0; second < 60; second++) {
      unavailableMillis += 1_000;
      topology.advance(Duration.ofSeconds(1));
    }
    topology.publish(readings.subList(12, readings.size()));
    topology.finishBatch();

    assertThat(topology.labels()).extracting(ActivityLabel::getCoverage).containsExactly(1f);
    assertThat(topology.readings("late")).isZero();
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();
    assertThat(topology.labels())
        .as("the open segment still closes once the wearer is idle")
        .hasSize(1);
    assertThat(topology.closed("idle")).isEqualTo(1);
  }

  @Test
  void thePartitionTrackerSeesEveryRecordAndIsClosed() {
    topology.publish(Readings.of("anna", START, 1, 25));
    int good = offsets.size();
    topology.publish("anna".getBytes(UTF_8), "invalid".getBytes(UTF_8));
    assertThat(offsets).containsExactlyElementsOf(LongStream.rangeClosed(0, good).boxed().toList());

    topology.reopen();
    assertThat(trackersClosed).isEqualTo(1);
  }

  @Test
  void aWearerBecomesIdleWhileOthersDoNot() {
    annaBecomesIdleWhileBertaSends(Duration.ofSeconds(1));
  }

  @Test
  void aWearerBecomesIdleWhileTheTimestampsOfOthersStandStill() {
    annaBecomesIdleWhileBertaSends(Duration.ZERO);
  }

  @Test
  void aWearerBecomesIdleWhileTheRecordsOfOthersHaveNoTimestamp() {
    topology.recordTime = Instant.ofEpochMilli(-1);
    annaBecomesIdleWhileBertaSends(Duration.ZERO);
  }

  /**
   * Berta sends once a second.
   *
   * @param step from one timestamp of her records to the next one's
   */
  private void annaBecomesIdleWhileBertaSends(Duration step) {
    topology.publish(Readings.of("anna", START, 4, 25));
    for (int second = 0; second < 11; second++) {
      topology.advance(Duration.ofSeconds(1));
      topology.recordTime = topology.recordTime.plus(step);
      topology.publish(Readings.of("berta", START + second * SECOND, 1, 25));
    }
    topology.advance(Duration.ofMillis(500));
    topology.finishBatch();

    assertThat(topology.labels()).filteredOn(label -> label.getWearer().equals("anna")).hasSize(1);
    assertThat(topology.closed("idle")).isEqualTo(1);
  }

  @Test
  void wearersAreEvictedWhileTheRecordsOfOthersHaveNoTimestamp() {
    topology.recordTime = Instant.ofEpochMilli(-1);
    topology.publish(Readings.of("anna", START, 5, 25));
    for (int minute = 1; minute <= 62; minute++) {
      topology.advance(Duration.ofMinutes(1));
      topology.publish(Readings.of("berta", START + 60L * minute * SECOND, 1, 25));
    }

    assertThat(topology.reportedWearers()).as("berta alone").isEqualTo(1);
  }

  @Test
  void theEndOfASampleIsNoSegment() {
    List<AccelerometerReading> readings = Readings.of("anna", START + 13_000, 20, 125);
    topology.publish(readings.subList(0, 15));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(3);
    topology.advance(Duration.ofMinutes(1));
    topology.publish(readings.subList(15, 20));
    topology.finishBatch();

    assertThat(topology.closed("idle")).isZero();
    assertThat(topology.readings("late")).isZero();
    assertThat(topology.labels()).hasSize(1);
  }

  @Test
  void aWearerIsEvictedAfterTheRetentionAndNotBefore() {
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.publish(Readings.of("behind", START - 86_400 * SECOND, 5, 25));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(2);
    topology.advance(Duration.ofMinutes(59));

    assertThat(topology.reportedWearers()).isEqualTo(2);
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.publish(Readings.of("behind", START - 86_400 * SECOND, 5, 25));
    topology.finishBatch();
    assertThat(topology.labels()).isEmpty();
    assertThat(topology.readings("late")).isEqualTo(50);

    topology.recordTime = topology.recordTime.plus(Duration.ofMinutes(59));
    topology.publish(Readings.of("berta", START + 3540 * SECOND, 5, 25));
    topology.finishBatch();
    topology.advance(Duration.ofMinutes(3));
    topology.advance(Duration.ofMinutes(1));
    assertThat(topology.reportedWearers()).isEqualTo(1);
    assertThat(topology.openSlices()).isZero();
    topology.advance(Duration.ofMinutes(61));
    assertThat(topology.reportedWearers()).isZero();
  }

  /** Ids that never repeat, for example one for each message, would fill the heap within a day. */
  @Test
  void aWearerWhoNeverGotALabelIsEvictedAfterGraceAndIdleTimeout() {
    topology.publish(Readings.of("anna", START, 5, 25));
    for (int id = 0; id < 10; id++) {
      topology.publish(Readings.of("message-" + id, START, 1, 25));
    }
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(1);
    assertThat(topology.segments("insufficient-coverage")).isEqualTo(10);
    assertThat(topology.storedWearers()).isEqualTo(11);

    topology.advance(Duration.ofSeconds(50));
    topology.finishBatch();
    assertThat(topology.storedWearers()).isEqualTo(1);
  }

  @Test
  void aSegmentOfAnEvictedWearerGetsAtMostOneLabel() {
    topology.publish(Readings.of("anna", START, 1, 25));
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();
    assertThat(topology.storedWearers()).isEqualTo(1);
    topology.advance(Duration.ofMinutes(1));
    topology.finishBatch();
    assertThat(topology.storedWearers()).isZero();

    for (int time = 0; time < 3; time++) {
      topology.publish(Readings.of("anna", START, 5, 25));
      topology.advance(Duration.ofMinutes(1));
      topology.advance(Duration.ofMinutes(1));
      assertThat(topology.labels()).hasSize(time == 0 ? 1 : 0);
      assertThat(topology.storedWearers()).isEqualTo(1);
    }
  }

  @Test
  void aWearerWithALabelIsKeptAlsoAfterASegmentWithoutOneAndARestart() {
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(1);
    topology.restart();
    topology.publish(Readings.of("anna", START + 10 * SECOND, 1, 25));
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();
    assertThat(topology.segments("insufficient-coverage")).isEqualTo(1);
    topology.restart();
    topology.publish(Readings.of("berta", START + 60 * SECOND, 5, 25));
    topology.finishBatch();
    topology.advance(Duration.ofMinutes(1));
    topology.advance(Duration.ofMinutes(1));

    assertThat(topology.storedWearers()).isEqualTo(2);
    topology.labels();
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();
    assertThat(topology.labels()).isEmpty();
  }

  @Test
  void ourOwnDelayAfterAnOutageEvictsNobody() {
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(1);
    topology.publish(Readings.of("berta", START, 2, 25));
    for (int hour = 0; hour < 3; hour++) {
      topology.advance(Duration.ofMinutes(30));
      topology.recordTime = topology.recordTime.plusSeconds(1);
      topology.publish(Readings.of("berta", START + (2 + hour) * SECOND, 1, 25));
    }
    topology.advance(Duration.ofMinutes(1));

    assertThat(topology.reportedWearers()).isEqualTo(2);
  }

  /** Runs with the wall clock, less {@link #unavailableMillis}. */
  private final class Tracker implements PartitionLiveness.Tracker {

    private long availableMillis;

    @Override
    public void advance(long wallMillis) {
      availableMillis = wallMillis - unavailableMillis;
    }

    @Override
    public long availableMillis() {
      return availableMillis;
    }

    @Override
    public void startAt(long offset) {}

    @Override
    public void recordRead(long offset) {
      offsets.add(offset);
    }

    @Override
    public void close() {
      trackersClosed++;
    }
  }
}
