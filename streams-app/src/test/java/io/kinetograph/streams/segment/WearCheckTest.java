// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.streams.config.LabelSettings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Which units count as not worn, with the defaults of the settings. */
class WearCheckTest {

  /** Per axis, of a sensor as in the data set. */
  private static final double NOISE = 0.0075;

  private static final Pattern SEGMENT_FILE = Pattern.compile("a(\\d+)/p(\\d)/s(\\d+)\\.txt$");

  private final Random random = new Random(7);
  private final WearCheck check = check(Duration.ofSeconds(20), 5_000);
  private final int[] stillMillis = new int[BodyUnit.COUNT];

  private static WearCheck check(Duration after, long hopMillis) {
    return new WearCheck(
        new LabelSettings(OptionalDouble.empty(), after, 0.008f, 0.0025f), hopMillis);
  }

  @Test
  void allUnitsOnATableAreNotWornFromTheFourthSegmentOn() {
    for (int i = 1; i <= 10; i++) {
      Set<BodyUnit> expected =
          i < 4 ? EnumSet.noneOf(BodyUnit.class) : EnumSet.allOf(BodyUnit.class);
      assertThat(notWorn(segment(0, 0, 0, 0, 0))).as("segment %d", i).isEqualTo(expected);
    }
  }

  @Test
  void aUnitOnATableWhileTheWearerMovesIsNotWorn() {
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      Arrays.fill(stillMillis, 0);
      double[] motion = {3, 3, 3, 3, 3};
      motion[unit] = 0;
      for (int i = 1; i <= 3; i++) {
        assertThat(notWorn(segment(motion))).isEmpty();
      }
      assertThat(notWorn(segment(motion))).containsExactly(BodyUnit.at(unit));
    }
  }

  @Test
  void aUnitThatIsPutOnIsWornAtOnce() {
    repeat(6, 0, 3, 3, 3, 3);
    assertThat(notWorn(segment(0.1, 3, 3, 3, 3))).isEmpty();
    assertThat(repeat(3, 0, 3, 3, 3, 3)).isEmpty();
  }

  /** As in the data set at its stillest: breathing, and limbs in which only the noise is left. */
  @Test
  void aSleeperIsWorn() {
    for (int i = 0; i < 500; i++) {
      assertThat(notWorn(segment(0.014, 0, 0, 0, 0))).isEmpty();
    }
  }

  /** Between two samples, interpolation and averages remove a part of the noise. */
  @Test
  void aSleeperWhoseSamplesLieBetweenTheColumnsIsWorn() {
    for (int i = 0; i < 500; i++) {
      assertThat(notWorn(averaged(segment(0.014, 0, 0, 0, 0)))).isEmpty();
    }
  }

  /** A sensor that is stuck at 0, or sends little, says nothing about the others. */
  @Test
  void aSleeperWithABrokenTorsoUnitIsWorn() {
    Segment stuck = segment(0, 0.005, 0.005, 0.005, 0.005);
    float[] values = stuck.toArray();
    Arrays.fill(values, 0, 3 * Segment.COLUMNS, 0);
    for (int i = 0; i < 20; i++) {
      WearCheck.Result result = check.check(Segment.measured(0, values), true, stillMillis);
      assertThat(result.notWorn()).isEmpty();
      assertThat(result.isWorn()).isTrue();
    }
  }

  /** Four units on a table, and a fifth there that sends half of its readings. */
  @Test
  void aUnitWithoutEnoughReadingsDoesNotSpeakForTheOthers() {
    WearCheck.Result last = null;
    for (int i = 0; i < 4; i++) {
      last = check.check(half(segment(0, 0, 0, 0, 0), BodyUnit.LEFT_LEG), true, stillMillis);
    }
    assertThat(requireNonNull(last).isWorn()).isFalse();
    assertThat(last.notWorn()).isEqualTo(EnumSet.complementOf(EnumSet.of(BodyUnit.LEFT_LEG)));

    last = check.check(half(segment(0, 0, 0, 0, 3), BodyUnit.LEFT_LEG), true, stillMillis);
    assertThat(last.isWorn()).as("it moves").isTrue();
  }

  @Test
  void stillnessBeforeAGapDoesNotCount() {
    repeat(3, 0, 3, 3, 3, 3);
    assertThat(check.check(segment(0, 3, 3, 3, 3), false, stillMillis).notWorn()).isEmpty();
    assertThat(repeat(2, 0, 3, 3, 3, 3)).isEmpty();
    assertThat(repeat(1, 0, 3, 3, 3, 3)).containsExactly(BodyUnit.TORSO);
    assertThat(check.check(segment(0, 3, 3, 3, 3), false, stillMillis).notWorn())
        .as("a unit that was not worn before the gap")
        .containsExactly(BodyUnit.TORSO);
  }

  @Test
  void legsAtRestWhileAnArmMovesAreWorn() {
    assertThat(repeat(20, 0.2, 3, 0.04, 0, 0)).isEmpty();
  }

  @Test
  void aLimbStillerThanItsNoiseIsNotWorn() {
    for (int i = 0; i < 10; i++) {
      notWorn(withNoise(0.004, 0.04, 0, 0.04, 0.04, 0.04));
    }
    assertThat(stillMillis).containsExactly(0, 50_000, 0, 0, 0);
  }

  @Test
  void aUnitInAnotherUnitOfAccelerationIsNotJudged() {
    for (int i = 0; i < 10; i++) {
      float[] values = segment(0, 0, 0, 0, 0).toArray();
      for (int j = 0; j < values.length; j++) {
        values[j] /= 9.81f;
      }
      assertThat(notWorn(Segment.measured(0, values))).isEmpty();
    }
  }

  @Test
  void aUnitThatSendsNothingIsNotAmongThem() {
    Segment segment = segment(0, 0, 0, 0, 0).without(EnumSet.of(BodyUnit.RIGHT_ARM));
    for (int i = 0; i < 3; i++) {
      notWorn(segment);
    }

    assertThat(notWorn(segment)).isEqualTo(EnumSet.complementOf(EnumSet.of(BodyUnit.RIGHT_ARM)));
  }

  /** Instants that were not measured have the mean, and must not make a unit seem stiller. */
  @Test
  void gapsMakeNoUnitStiller() {
    for (int i = 0; i < 20; i++) {
      SegmentAssembler assembler = new SegmentAssembler(0, 50_000);
      Segment full = segment(0.014, 0, 0, 0, 0);
      for (int column = 0; column < Segment.COLUMNS; column++) {
        for (int unit = 0; unit < BodyUnit.COUNT && column % 20 < 17; unit++) {
          assembler.add(
              BodyUnit.at(unit),
              column * Segment.COLUMN_MICROS,
              full.value(3 * unit, column),
              full.value(3 * unit + 1, column),
              full.value(3 * unit + 2, column));
        }
      }
      assertThat(notWorn(assembler.assemble())).isEmpty();
    }
  }

  @Test
  void overlappingSegmentsCountTheirTimeOnce() {
    WearCheck each = check(Duration.ofSeconds(20), 1_000);
    for (int i = 0; i < 15; i++) {
      assertThat(each.check(segment(0, 3, 3, 3, 3), true, stillMillis).notWorn()).isEmpty();
    }
    assertThat(each.check(segment(0, 3, 3, 3, 3), true, stillMillis).notWorn())
        .containsExactly(BodyUnit.TORSO);
  }

  @Test
  void withoutATimeEachUnitIsWorn() {
    WearCheck off = check(Duration.ZERO, 5_000);
    for (int i = 0; i < 20; i++) {
      assertThat(off.check(segment(0, 0, 0, 0, 0), true, stillMillis).notWorn()).isEmpty();
    }
  }

  /**
   * With {@code -Dwear.data=FILE.zip}: all recordings, with the segments' columns at the samples
   * and between them, and averaged as a faster sensor's are; each also shifted by half a segment.
   */
  @Test
  void everyRecordingOfTheDataSetIsWorn() throws Exception {
    String data = System.getProperty("wear.data");
    assumeTrue(data != null, "needs the data set: -Dwear.data=FILE.zip");
    TreeMap<String, TreeMap<Integer, float[]>> recordings = new TreeMap<>();
    try (ZipFile zip = new ZipFile(data)) {
      for (ZipEntry entry : zip.stream().toList()) {
        Matcher name = SEGMENT_FILE.matcher(entry.getName());
        if (name.find()) {
          recordings
              .computeIfAbsent(name.group(1) + "/" + name.group(2), any -> new TreeMap<>())
              .put(Integer.valueOf(name.group(3)), read(zip, entry));
        }
      }
    }
    assertThat(recordings).hasSizeGreaterThanOrEqualTo(7 * 19);
    double[][] kernels = {{1}, {0.75, 0.25}, {0.5, 0.5}, {0.25, 0.5, 0.25}};
    Set<String> notWorn = new TreeSet<>(Comparator.naturalOrder());
    recordings.forEach(
        (name, segments) -> {
          float[] samples = joined(segments.values());
          for (double[] kernel : kernels) {
            for (int first : new int[] {0, 62}) {
              Arrays.fill(stillMillis, 0);
              for (int at = first;
                  at + Segment.COLUMNS + kernel.length <= samples.length / Segment.ROWS;
                  at += Segment.COLUMNS) {
                notWorn(cut(samples, at, kernel))
                    .forEach(unit -> notWorn.add(name + " " + unit + " " + kernel.length));
              }
            }
          }
        });
    assertThat(notWorn).isEmpty();
  }

  /** All samples one after the other, 15 values each. */
  private static float[] joined(Collection<float[]> segments) {
    float[] samples = new float[segments.size() * Segment.ROWS * Segment.COLUMNS];
    int at = 0;
    for (float[] segment : segments) {
      for (int column = 0; column < Segment.COLUMNS; column++) {
        for (int row = 0; row < Segment.ROWS; row++) {
          samples[at++] = segment[row * Segment.COLUMNS + column];
        }
      }
    }
    return samples;
  }

  private static Segment cut(float[] samples, int first, double... kernel) {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int row = 0; row < Segment.ROWS; row++) {
      for (int column = 0; column < Segment.COLUMNS; column++) {
        double value = 0;
        for (int i = 0; i < kernel.length; i++) {
          value += kernel[i] * samples[(first + column + i) * Segment.ROWS + row];
        }
        values[row * Segment.COLUMNS + column] = (float) value;
      }
    }
    return Segment.measured(0, values);
  }

  /** Nine columns a unit, in the order of the segment's; the first three are the acceleration. */
  private static float[] read(ZipFile zip, ZipEntry entry) throws Exception {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    try (var reader =
        new BufferedReader(
            new InputStreamReader(zip.getInputStream(entry), StandardCharsets.US_ASCII))) {
      List<String> lines = reader.lines().toList();
      for (int column = 0; column < Segment.COLUMNS; column++) {
        String[] numbers = lines.get(column).split(",", -1);
        for (int row = 0; row < Segment.ROWS; row++) {
          values[row * Segment.COLUMNS + column] =
              Float.parseFloat(numbers[row / 3 * 9 + row % 3].trim());
        }
      }
    }
    return values;
  }

  /** Returns the units that are not worn in the last of several segments. */
  private Set<BodyUnit> repeat(int count, double... motion) {
    for (int i = 1; i < count; i++) {
      notWorn(segment(motion));
    }
    return notWorn(segment(motion));
  }

  private Set<BodyUnit> notWorn(Segment segment) {
    return check.check(segment, true, stillMillis).notWorn();
  }

  private Segment segment(double... motion) {
    return withNoise(NOISE, motion);
  }

  /** As if each sample lay in the middle between two columns. */
  private static Segment averaged(Segment segment) {
    float[] values = segment.toArray();
    for (int row = 0; row < values.length; row += Segment.COLUMNS) {
      for (int i = row; i < row + Segment.COLUMNS - 1; i++) {
        values[i] = (values[i] + values[i + 1]) / 2;
      }
    }
    return Segment.measured(0, values);
  }

  /** Without every other half second of a unit. */
  private static Segment half(Segment segment, BodyUnit of) {
    SegmentAssembler assembler = new SegmentAssembler(0, 50_000);
    for (BodyUnit unit : BodyUnit.values()) {
      for (int column = 0; column < Segment.COLUMNS; column++) {
        if (unit != of || column / 12 % 2 == 0) {
          assembler.add(
              unit,
              column * Segment.COLUMN_MICROS,
              segment.value(unit.row(0), column),
              segment.value(unit.row(1), column),
              segment.value(unit.row(2), column));
        }
      }
    }
    return assembler.assemble();
  }

  /**
   * Gravity along z, a sine of 4 s or, if fast, half a second along x, and noise.
   *
   * @param motion by unit, the standard deviation of the sine
   */
  private Segment withNoise(double noise, double... motion) {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    double phase = random.nextDouble() * 2 * Math.PI;
    for (int row = 0; row < Segment.ROWS; row++) {
      double size = row % 3 == 0 ? motion[row / 3] * Math.sqrt(2) : 0;
      double period = size > 0.2 ? 12.5 : 100;
      for (int column = 0; column < Segment.COLUMNS; column++) {
        values[row * Segment.COLUMNS + column] =
            (float)
                ((row % 3 == 2 ? 9.81 : 0)
                    + size * Math.sin(phase + 2 * Math.PI * column / period)
                    + noise * random.nextGaussian());
      }
    }
    return Segment.measured(0, values);
  }
}
