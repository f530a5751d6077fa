package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class IntervalSetTest {

  record Stretch(int from, int length) {}

  @Property(tries = 1000)
  void coversWhatABitForEachInstantCovers(
      @ForAll("stretches") List<Stretch> stretches,
      @ForAll @IntRange(max = 120) int forgotten,
      @ForAll @IntRange(max = 119) int from,
      @ForAll @IntRange(min = 1, max = 40) int length) {
    IntervalSet covered = new IntervalSet();
    BitSet bits = new BitSet();
    for (Stretch stretch : stretches) {
      covered.add(stretch.from, stretch.from + stretch.length, 0);
      bits.set(stretch.from, stretch.from + stretch.length);
    }
    covered.forgetBefore(forgotten);
    bits.clear(0, forgotten);

    assertThat(covered.covers(from, from + length))
        .isEqualTo(bits.nextClearBit(from) >= from + length);
    assertThat(covered.first()).isEqualTo(bits.isEmpty() ? Long.MAX_VALUE : bits.nextSetBit(0));
  }

  @Example
  void jitterWithinTheSlackIsNoHole() {
    IntervalSet covered = new IntervalSet();
    covered.add(0, 1000, 20);
    covered.add(1020, 2020, 20);
    covered.add(2041, 3041, 20);

    assertThat(covered.covers(0, 2020)).isTrue();
    assertThat(covered.covers(0, 3041)).isFalse();
  }

  @Example
  void jitterAcrossAForgottenBorderIsNoHoleEither() {
    IntervalSet covered = new IntervalSet();
    covered.add(0, 1000, 20);
    covered.forgetBefore(1000);
    assertThat(covered.first()).isEqualTo(Long.MAX_VALUE);
    covered.add(1003, 2000, 20);

    assertThat(covered.covers(1000, 2000)).isTrue();
  }

  @Provide
  Arbitrary<List<Stretch>> stretches() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 100), Arbitraries.integers().between(1, 20))
        .as(Stretch::new)
        .list()
        .ofMaxSize(12);
  }
}
