// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.Classifications;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Segments that are due at once are labeled within a time budget for each loop of the stream
 * thread. Here each call of the model takes 40 ms.
 */
class TimeBudgetTest {

  private static final int BATCH = 8;

  /** Calls start at 0, 40 and 80 ms of a budget of 100 ms. */
  private static final int CALLS_IN_BUDGET = 3;

  private final List<ActivityLabel> labels = new ArrayList<>();

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(SlowClassifier::new);

  private long nanos;
  private int calls;
  private int largestBatch;

  TimeBudgetTest() {
    topology.maxClockSkew = Duration.ofHours(2);
    topology.minCoverage = 0.01f;
    topology.expectedUnits = Set.of(BodyUnit.RIGHT_ARM, BodyUnit.TORSO);
    topology.requiredUnits = Set.of(BodyUnit.RIGHT_ARM);
    topology.batchSize = BATCH;
    topology.nanoClock = () -> nanos;
  }

  @Test
  void wearersWhoBecomeIdleTogetherAreLabeledOverManyBudgets() {
    int wearers = 400;
    for (int i = 0; i < wearers; i++) {
      topology.publish(oneUnit("w" + i, START, 49));
    }
    assertThat(calls).isZero();
    topology.advance(Duration.ofSeconds(10));
    workUntilLabeled(wearers);

    assertThat(calls).isEqualTo(wearers / BATCH);
    assertThat(largestBatch).isEqualTo(BATCH);
    assertThat(labels).extracting(ActivityLabel::getWearer).doesNotHaveDuplicates();
    assertThat(topology.openSlices()).isZero();
    assertThat(topology.storedWearers()).isEqualTo(wearers);
  }

  @Test
  void aRecordThatClosesManyOverlappingSegmentsStaysWithinTheBudget() {
    reopenWithHop(Duration.ofMillis(100));
    // The second reading is an hour later: it closes all segments that contain a sample of the
    // first.
    topology.publish(oneUnit("anna", START, 250));
    int before = calls;
    topology.publish(oneUnit("anna", START + 3600 * SECOND, 1));
    assertThat(calls - before).isLessThanOrEqualTo(CALLS_IN_BUDGET);
    // The rest waits for the next budget, even if more is read.
    topology.publish(oneUnit("berta", START, 1));
    assertThat(calls - before).isLessThanOrEqualTo(CALLS_IN_BUDGET);
    workUntilLabeled(149);

    assertThat(labels).extracting(ActivityLabel::getWearer).containsOnly("anna");
    assertThat(labels)
        .extracting(ActivityLabel::getSegmentStart)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void noWearerWaitsForAllSegmentsOfAnother() {
    reopenWithHop(Duration.ofMillis(100));
    topology.publish(oneUnit("anna", START, 250));
    topology.publish(oneUnit("anna", START + 3600 * SECOND, 1));
    topology.publish(oneUnit("berta", START, 125));
    topology.publish(oneUnit("berta", START + 3600 * SECOND, 1));
    workUntilLabeled(149 + 99);

    assertThat(lastLabelOf("berta")).isLessThan(lastLabelOf("anna"));
    Map<String, Instant> newest = new HashMap<>();
    for (ActivityLabel label : labels) {
      Instant before = newest.put(label.getWearer(), label.getSegmentStart());
      assertThat(before == null || before.isBefore(label.getSegmentStart())).isTrue();
    }
  }

  private int lastLabelOf(String wearer) {
    int last = 0;
    for (int i = 0; i < labels.size(); i++) {
      last = labels.get(i).getWearer().equals(wearer) ? i : last;
    }
    return last;
  }

  @Test
  void aSegmentStaysStoredUntilItIsLabeled() {
    int wearers = 100;
    for (int i = 0; i < wearers; i++) {
      topology.publish(oneUnit("w" + i, START, 125));
      topology.publish(oneUnit("w" + i, START + 20 * SECOND, 1));
    }
    // The budget is used up and the last batch is not full: some are closed, more are due.
    take();
    assertThat(labels).hasSizeLessThan(wearers);
    assertThat(topology.openSlices()).isEqualTo(2 * wearers - labels.size());
    workUntilLabeled(wearers);

    assertThat(labels).extracting(ActivityLabel::getWearer).doesNotHaveDuplicates();
    assertThat(topology.openSlices()).isEqualTo(wearers);
  }

  @Test
  void theEvictionScanVisitsStoredWearersInBatches() {
    int wearers = 250;
    for (int i = 0; i < wearers; i++) {
      topology.publish(oneUnit("w" + i, START, 125));
    }
    topology.advance(Duration.ofSeconds(10));
    workUntilLabeled(wearers);
    assertThat(topology.reportedWearers()).isZero();
    topology.advance(Duration.ofMinutes(1));
    topology.finishBatch();
    assertThat(topology.reportedWearers()).isEqualTo(wearers);

    topology.advance(Duration.ofHours(2));
    topology.finishBatch();
    assertThat(topology.reportedWearers()).isZero();
    assertThat(topology.storedWearers()).isZero();
  }

  /** Refills the budget again and again; no loop may make more calls than it allows. */
  private void workUntilLabeled(int count) {
    take();
    for (int loop = 0; labels.size() < count && loop < count; loop++) {
      int before = calls;
      topology.finishBatch();
      // One more for the partial batch that is left when the budget is used up.
      assertThat(calls - before).isLessThanOrEqualTo(CALLS_IN_BUDGET + 1);
      take();
    }
    assertThat(labels).hasSize(count);
    topology.finishBatch();
    take();
    assertThat(labels).hasSize(count);
  }

  private void reopenWithHop(Duration hop) {
    topology.hop = hop;
    topology.reopen();
  }

  private void take() {
    labels.addAll(topology.labels());
  }

  private static AccelerometerReading oneUnit(String wearer, long start, int samples) {
    return Readings.reading(wearer, Unit.RIGHT_ARM, start, 40_000, new float[samples]);
  }

  private final class SlowClassifier implements SegmentClassifier {

    @Override
    public List<Classification> classify(List<Segment> segments) {
      calls++;
      largestBatch = Math.max(largestBatch, segments.size());
      nanos += Duration.ofMillis(40).toNanos();
      return segments.stream().map(segment -> Classifications.sure("a", "slow")).toList();
    }
  }
}
