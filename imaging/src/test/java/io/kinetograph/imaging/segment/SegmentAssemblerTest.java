// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SegmentAssemblerTest {

  private static final long START = 1_700_000_000_000_000L;
  private static final long MAX_GAP = 200_000;

  record Sample(BodyUnit unit, long offset, float x, float y, float z) {}

  @Property(tries = 300)
  void orderAndRepetitionsDoNotChangeTheSegment(
      @ForAll("samples") List<Sample> samples, @ForAll long seed) {
    List<Sample> disorderly = new ArrayList<>(samples);
    Random random = new Random(seed);
    for (Sample sample : samples) {
      if (random.nextInt(3) == 0) {
        disorderly.add(sample);
      }
    }
    Collections.shuffle(disorderly, random);

    assertThat(assemble(disorderly)).isEqualTo(assemble(samples));
  }

  @Property(tries = 100)
  void samplesOnTheGridAreNotChanged(
      @ForAll @Size(Segment.COLUMNS) List<@DoubleRange(min = -200, max = 200) Double> xs) {
    SegmentAssembler assembler = new SegmentAssembler(START, MAX_GAP);
    for (int i = 0; i < Segment.COLUMNS; i++) {
      float x = xs.get(i).floatValue();
      assembler.add(BodyUnit.LEFT_ARM, START + i * Segment.COLUMN_MICROS, x, x / 3, x / 7);
    }
    Segment segment = assembler.assemble();

    assertThat(segment.coverage(BodyUnit.LEFT_ARM)).isEqualTo(1f);
    assertThat(segment.coverage()).isEqualTo(0.2f);
    for (int i = 0; i < Segment.COLUMNS; i++) {
      float x = xs.get(i).floatValue();
      assertThat(segment.value(BodyUnit.LEFT_ARM.row(0), i)).isEqualTo(x);
      assertThat(segment.value(BodyUnit.LEFT_ARM.row(1), i)).isEqualTo(x / 3);
      assertThat(segment.value(BodyUnit.LEFT_ARM.row(2), i)).isEqualTo(x / 7);
      assertThat(segment.value(BodyUnit.TORSO.row(2), i)).isZero();
    }
  }

  @Property(tries = 200)
  void aSlowSignalLooksTheSameAtAnySampleRate(
      @ForAll @IntRange(min = 10, max = 1_000) int rate,
      @ForAll @DoubleRange(min = 0.05, max = 0.6) double hertz,
      @ForAll @DoubleRange(min = 0, max = 6.28) double phase,
      @ForAll @IntRange(max = 39_999) int late) {
    DoubleUnaryOperator signal = t -> 9.81 + 3 * Math.sin(2 * Math.PI * hertz * t + phase);
    Segment grid = record(signal, 40_000, 0);
    Segment other = record(signal, 1_000_000 / rate, Math.min(late, 1_000_000 / rate - 1));

    assertThat(other.coverage(BodyUnit.TORSO)).isEqualTo(1f);
    for (int column = 0; column < Segment.COLUMNS; column++) {
      // Outside its first and last sample the nearest one is held, for up to a sample's period.
      double held = 1.0 / rate;
      double seconds = column / 25.0;
      boolean end = seconds < held || seconds > 5 - held;
      assertThat(other.value(0, column))
          .isCloseTo(grid.value(0, column), within(end ? 1.2f : 0.12f));
    }
  }

  @Test
  void twiceAndFourTimesTheRateGiveNearlyTheSameSegment() {
    DoubleUnaryOperator walk = t -> 9.81 + 4 * Math.sin(2 * Math.PI * 1.8 * t);
    Segment grid = record(walk, 40_000, 0);
    for (int period : new int[] {20_000, 10_000, 5_000, 1_000}) {
      Segment faster = record(walk, period, 0);
      for (int column = 0; column < Segment.COLUMNS; column++) {
        assertThat(faster.value(0, column)).isCloseTo(grid.value(0, column), within(0.1f));
      }
    }
  }

  @Property(tries = 500)
  void gapsReduceTheCoverageExactly(
      @ForAll @Size(Segment.COLUMNS) List<Boolean> kept,
      @ForAll @IntRange(min = 1, max = 12) int gapColumns) {
    SegmentAssembler assembler = new SegmentAssembler(START, gapColumns * Segment.COLUMN_MICROS);
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i)) {
        assembler.add(BodyUnit.RIGHT_LEG, START + i * Segment.COLUMN_MICROS, i, i, i);
      }
    }

    assertThat(assembler.assemble().coverage(BodyUnit.RIGHT_LEG))
        .isEqualTo((float) measured(kept, gapColumns) / Segment.COLUMNS);
  }

  /** The rule said once more, the slow way. */
  private static int measured(List<Boolean> kept, int gapColumns) {
    int count = 0;
    for (int i = 0; i < kept.size(); i++) {
      int before = kept.subList(0, i + 1).lastIndexOf(true);
      int next = kept.subList(i, kept.size()).indexOf(true);
      int after = next < 0 ? -1 : i + next;
      if (before < 0 && after < 0) {
        continue;
      }
      if (before < 0) {
        count += 2 * (after - i) <= gapColumns ? 1 : 0;
      } else if (after < 0) {
        count += 2 * (i - before) <= gapColumns ? 1 : 0;
      } else {
        count += after - before <= gapColumns ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aShortGapIsInterpolatedAndALongOneIsTheRowsMean() {
    SegmentAssembler assembler = new SegmentAssembler(START, MAX_GAP);
    for (int i = 0; i < Segment.COLUMNS; i++) {
      boolean bridged = i > 10 && i < 15;
      boolean open = i > 50 && i < 56;
      if (!bridged && !open) {
        assembler.add(BodyUnit.TORSO, START + i * Segment.COLUMN_MICROS, i < 50 ? i : 200, 1, 1);
      }
    }
    Segment segment = assembler.assemble();

    assertThat(segment.value(0, 12)).isEqualTo(12f);
    assertThat(segment.coverage(BodyUnit.TORSO)).isEqualTo(120f / 125);
    float mean = (49f * 50 / 2 + 200 * 70) / 120;
    assertThat(segment.value(0, 53)).isCloseTo(mean, within(1e-3f));
    assertThat(segment.value(1, 53)).isEqualTo(1f);
  }

  @Property(tries = 100)
  void samplesOutsideTheSegmentChangeNothing(
      @ForAll("samples") List<Sample> samples,
      @ForAll @LongRange(min = 1, max = 10_000_000) long distance) {
    SegmentAssembler assembler = new SegmentAssembler(START, MAX_GAP);
    samples.forEach(s -> assembler.add(s.unit, START + s.offset, s.x, s.y, s.z));
    assembler.add(BodyUnit.TORSO, START - distance, 1, 2, 3);
    assembler.add(BodyUnit.TORSO, START + Segment.LENGTH_MICROS + distance - 1, 1, 2, 3);

    assertThat(assembler.assemble()).isEqualTo(assemble(samples));
  }

  @Property(tries = 100)
  void aRestartedAssemblerIsAsNew(
      @ForAll("samples") List<Sample> before, @ForAll("samples") List<Sample> samples) {
    SegmentAssembler assembler = new SegmentAssembler(START - 1, MAX_GAP);
    before.forEach(s -> assembler.add(s.unit, START + s.offset, s.x, s.y, s.z));
    assembler.assemble();

    assembler.restart(START);
    samples.forEach(s -> assembler.add(s.unit, START + s.offset, s.x, s.y, s.z));

    assertThat(assembler.assemble()).isEqualTo(assemble(samples));
  }

  @Test
  void aSegmentWithoutSamplesHasNoCoverage() {
    Segment segment = new SegmentAssembler(START, MAX_GAP).assemble();

    assertThat(segment.coverage()).isZero();
    assertThat(segment).isEqualTo(assemble(List.of()));
    assertThat(segment.toArray()).containsOnly(0f);
  }

  @Test
  void aMaximumGapOfZeroIsRejected() {
    assertThatThrownBy(() -> new SegmentAssembler(START, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max gap 0 us is not positive");
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    Arbitrary<Float> value = Arbitraries.floats().between(-100, 100);
    return Combinators.combine(
            Arbitraries.of(BodyUnit.class),
            // Few instants, so that conflicts at one instant are common.
            Arbitraries.longs().between(0, 499).map(t -> t * 10_007),
            value,
            value,
            value)
        .as(Sample::new)
        .list()
        .ofMaxSize(300);
  }

  @Test
  void aUnitOfWhichAFragmentWasMeasuredIsLeftOutOfThePicture() {
    SegmentAssembler assembler = new SegmentAssembler(START, 40_000);
    for (int column = 0; column < Segment.COLUMNS; column++) {
      long time = START + column * Segment.COLUMN_MICROS;
      assembler.add(BodyUnit.TORSO, time, column, 1, 2);
      if (column < 37) {
        assembler.add(BodyUnit.RIGHT_ARM, time, column, 1, 2);
      }
      if (column < 38) {
        assembler.add(BodyUnit.LEFT_ARM, time, column, 1, 2);
      }
    }
    Segment measured = assembler.assemble();

    Segment segment = measured.withoutFragments();

    assertThat(segment.value(BodyUnit.RIGHT_ARM.row(1), 0)).isZero();
    assertThat(segment.coverage(BodyUnit.RIGHT_ARM)).isEqualTo(37f / 125);
    assertThat(segment.toArray()).isEqualTo(measured.without(Set.of(BodyUnit.RIGHT_ARM)).toArray());
    assertThat(segment.withoutFragments()).isEqualTo(segment);
  }

  @Test
  void aSegmentOfFragmentsAloneStaysAsItIs() {
    SegmentAssembler assembler = new SegmentAssembler(START, 40_000);
    assembler.add(BodyUnit.TORSO, START, 9, 1, 2);
    assembler.add(BodyUnit.LEFT_LEG, START, 9, 1, 2);
    Segment measured = assembler.assemble();

    assertThat(measured.withoutFragments()).isSameAs(measured);
  }

  private static Segment assemble(List<Sample> samples) {
    SegmentAssembler assembler = new SegmentAssembler(START, MAX_GAP);
    samples.forEach(s -> assembler.add(s.unit, START + s.offset, s.x, s.y, s.z));
    return assembler.assemble();
  }

  private static Segment record(DoubleUnaryOperator signal, int period, int late) {
    SegmentAssembler assembler = new SegmentAssembler(START, MAX_GAP);
    for (long t = late; t < Segment.LENGTH_MICROS; t += period) {
      float value = (float) signal.applyAsDouble(t / 1e6);
      assembler.add(BodyUnit.TORSO, START + t, value, value, value);
    }
    return assembler.assemble();
  }
}
