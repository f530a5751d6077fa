// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.SegmentAssembler.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnitSamplesTest {

  private static final int MANY = 1_000_000;

  private final UnitSamples samples = new UnitSamples();

  /** The rules said once more, the simple way. */
  @Property(tries = 300)
  void samplesAreKeptOnceAndInOrder(
      @ForAll @IntRange(min = 1, max = 2_000) int instants,
      @ForAll @IntRange(max = 1_000) int count,
      @ForAll @IntRange(min = 1, max = 40) int runLength,
      @ForAll long seed) {
    Random random = new Random(seed);
    UnitSamples actual = new UnitSamples();
    for (int half = 0; half < 2; half++) {
      actual.clear();
      Map<Long, float[]> expected = new TreeMap<>();
      for (int i = 0, at = 0; i < count; i++) {
        at = i % runLength == 0 ? random.nextInt(instants) : at + random.nextInt(3);
        float[] values = {random.nextInt(2), random.nextInt(2), random.nextInt(2)};
        assertThat(actual.add(at, values[0], values[1], values[2]))
            .isEqualTo(add(expected, at, values));
        if (random.nextInt(200) == 0) {
          actual.sort();
        }
      }
      actual.sort();
      assertSame(actual, expected);
    }
  }

  private static Outcome add(Map<Long, float[]> samples, long time, float[] values) {
    float[] before = samples.putIfAbsent(time, values);
    if (before == null) {
      return Outcome.NEW;
    }
    if (Arrays.compare(values, before) < 0) {
      samples.put(time, values);
    }
    return Arrays.equals(values, before) ? Outcome.REPEATED : Outcome.CONFLICTING;
  }

  private static void assertSame(UnitSamples actual, Map<Long, float[]> expected) {
    assertThat(actual.size()).isEqualTo(expected.size());
    int i = 0;
    for (Map.Entry<Long, float[]> sample : expected.entrySet()) {
      assertThat(actual.time(i)).isEqualTo(sample.getKey());
      for (int axis = 0; axis < BodyUnit.AXES; axis++) {
        assertThat(actual.value(axis, i)).isEqualTo(sample.getValue()[axis]);
      }
      i++;
    }
  }

  /** As of a device that uploads hours of readings, all stamped with the time of sending. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manyInterleavedRunsAreFast() {
    int length = 25;
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < MANY / length; start++) {
      starts.add(start);
    }
    Collections.shuffle(starts, new Random(1));

    addTwice(i -> i % length * (MANY / length) + starts.get(i / length));
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manySamplesFromTheLatestToTheFirstAreFast() {
    addTwice(i -> MANY - 1 - i);
  }

  private void addTwice(IntUnaryOperator time) {
    for (Outcome outcome : List.of(Outcome.NEW, Outcome.REPEATED)) {
      for (int i = 0; i < MANY; i++) {
        int at = time.applyAsInt(i);
        assertEquals(outcome, samples.add(at, at, 1, 2));
      }
    }
    samples.sort();

    assertThat(samples.size()).isEqualTo(MANY);
    for (int i = 0; i < MANY; i++) {
      if (samples.time(i) != i || samples.value(0, i) != i) {
        assertThat(samples.time(i)).as("time of sample %d", i).isEqualTo(i);
        assertThat(samples.value(0, i)).isEqualTo(i);
      }
    }
  }

  /** AssertJ's own would take most of the time. */
  private static void assertEquals(Outcome expected, Outcome actual) {
    if (actual != expected) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void memoryForFarTooManySamplesIsGivenBack() {
    fill(5_000);
    int usual = samples.capacity();
    samples.clear();
    assertThat(samples.capacity()).isEqualTo(usual);

    fill(100_000);
    samples.clear();
    assertThat(samples.capacity()).isEqualTo(Segment.COLUMNS);
    assertThat(samples.add(7, 1, 2, 3)).isEqualTo(Outcome.NEW);
    assertThat(samples.time(0)).isEqualTo(7);
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      samples.add(i, 1, 2, 3);
    }
  }
}
