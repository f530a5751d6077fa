// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.imaging.segment.SegmentAssembler.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SegmentTimingTest {

  private static final long MAX_GAP = 200_000;
  private static final BodyUnit UNIT = BodyUnit.LEFT_ARM;

  /** Consecutive samples of a device; their values are those of the device at these instants. */
  private record Run(int device, long start, long period, int size) {}

  @Provide
  Arbitrary<Long> periods() {
    return Arbitraries.of(1_000L, 10_000L, 20_000L, 33_333L, 40_000L, 62_500L, 100_000L);
  }

  @Property
  void oneDeviceClaimsItsTimeOnceInAnyOrderAndWithRepetitions(
      @ForAll("periods") long period, @ForAll long seed) {
    Random random = new Random(seed);
    List<Run> runs = runs(0, -random.nextInt(1_000_000), period, random);
    for (Run run : List.copyOf(runs)) {
      if (random.nextBoolean()) {
        // Again, and cut in another way.
        int from = random.nextInt(run.size());
        runs.add(new Run(0, run.start() + from * period, period, run.size() - from));
      }
    }
    Collections.shuffle(runs, random);
    SegmentTiming timing = timing(runs);

    assertThat(timing.claim(UNIT)).isCloseTo(1, within(0.03f));
    assertThat(timing.hasEqualGaps(UNIT)).isFalse();
  }

  @Property
  void twoDevicesClaimTheirTimeTwice(
      @ForAll("periods") long period,
      @ForAll @IntRange(max = 1_000_000) int phase,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Run> runs = runs(0, -1_500_000, period, random);
    runs.addAll(runs(1, -1_500_000 + phase, period, random));
    Collections.shuffle(runs, random);

    assertThat(timing(runs).claim(UNIT)).isCloseTo(2, within(0.06f));
  }

  @Example
  void lostReadingsAreNotEqualGaps() {
    List<Run> runs = new ArrayList<>();
    for (int second : new int[] {0, 2, 4}) {
      runs.add(new Run(0, second * 1_000_000L, 40_000, second == 2 ? 20 : 25));
    }

    assertThat(timing(runs).claim(UNIT)).isCloseTo(1, within(0.01f));
    assertThat(timing(runs).hasEqualGaps(UNIT)).isFalse();
  }

  @Example
  void nothingIsKnownOfShortTimes() {
    assertThat(timing(List.of()).isKnown(UNIT)).isFalse();
    assertThat(timing(List.of(new Run(0, 0, 40_000, 20))).isKnown(UNIT)).isFalse();
    assertThat(timing(List.of(new Run(0, 0, 40_000, 25))).isKnown(UNIT)).isTrue();
  }

  /** The readings of a device, of any lengths, from before a segment until after it. */
  private static List<Run> runs(int device, long start, long period, Random random) {
    List<Run> runs = new ArrayList<>();
    for (long time = start; time < Segment.LENGTH_MICROS + 500_000; ) {
      int size = 1 + random.nextInt((int) (1_000_000 / period));
      runs.add(new Run(device, time, period, size));
      time += size * period;
    }
    return runs;
  }

  private static SegmentTiming timing(List<Run> runs) {
    SegmentAssembler assembler = new SegmentAssembler(0, MAX_GAP);
    SegmentTiming timing = new SegmentTiming(0, MAX_GAP);
    for (Run run : runs) {
      int counted = 0;
      for (int i = 0; i < run.size(); i++) {
        long time = run.start() + i * run.period();
        Outcome outcome =
            assembler.add(UNIT, time, (float) Math.sin(0.001 * time), run.device(), 9.81f);
        counted += outcome == Outcome.NEW || outcome == Outcome.CONFLICTING ? 1 : 0;
      }
      timing.add(UNIT, run.start(), run.period(), run.size(), counted);
    }
    return timing;
  }
}
