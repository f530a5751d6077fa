// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalSetTest {

  record Interval(int from, int length) {}

  @Property(tries = 1000)
  void containsTheInstantsThatASetOfBitsContains(
      @ForAll("intervals") List<Interval> intervals,
      @ForAll @IntRange(max = 120) int removed,
      @ForAll @IntRange(max = 119) int from,
      @ForAll @IntRange(min = 1, max = 40) int length) {
    IntervalSet set = new IntervalSet();
    BitSet bits = new BitSet();
    for (Interval interval : intervals) {
      set.add(interval.from, interval.from + interval.length, 0);
      bits.set(interval.from, interval.from + interval.length);
    }
    set.removeBefore(removed);
    bits.clear(0, removed);

    assertThat(set.contains(from, from + length))
        .isEqualTo(bits.nextClearBit(from) >= from + length);
    assertThat(set.length()).isEqualTo(bits.cardinality());
    int gap = 0;
    for (int end = bits.nextClearBit(bits.nextSetBit(0) + 1); bits.nextSetBit(end) > 0; ) {
      gap++;
      assertThat(set.gapBefore(gap)).isEqualTo(bits.nextSetBit(end) - end);
      end = bits.nextClearBit(bits.nextSetBit(end));
    }
    assertThat(set.gaps()).isEqualTo(gap);
  }

  @Test
  void jitterWithinTheToleranceMakesNoHole() {
    IntervalSet set = new IntervalSet();
    set.add(0, 1000, 20);
    set.add(1020, 2020, 20);
    set.add(2041, 3041, 20);

    assertThat(set.contains(0, 2020)).isTrue();
    assertThat(set.contains(0, 3041)).isFalse();
  }

  @Provide
  Arbitrary<List<Interval>> intervals() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 100), Arbitraries.integers().between(1, 20))
        .as(Interval::new)
        .list()
        .ofMaxSize(12);
  }
}
