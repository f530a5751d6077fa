// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

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
        new LabelSettings(OptionalDouble.empty(), after, 0.03f, 0.0105f), hopMillis);
  }

  @Test
  void allUnitsOnATableAreNotWornFromTheFourthSegmentOn() {
    for (int i = 1; i <= 10; i++) {
      Set<BodyUnit> expected =
          i < 4 ? EnumSet.noneOf(BodyUnit.class) : EnumSet.allOf(BodyUnit.class);
      assertThat(check.notWorn(segment(0, 0, 0, 0, 0), stillMillis))
          .as("segment %d", i)
          .isEqualTo(expected);
    }
  }

  @Test
  void aUnitOnATableWhileTheWearerMovesIsNotWorn() {
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      Arrays.fill(stillMillis, 0);
      double[] motion = {3, 3, 3, 3, 3};
      motion[unit] = 0;
      for (int i = 1; i <= 3; i++) {
        assertThat(check.notWorn(segment(motion), stillMillis)).isEmpty();
      }
      assertThat(check.notWorn(segment(motion), stillMillis)).containsExactly(BodyUnit.at(unit));
    }
  }

  @Test
  void aUnitThatIsPutOnIsWornAtOnce() {
    repeat(6, 0, 3, 3, 3, 3);
    assertThat(check.notWorn(segment(0.1, 3, 3, 3, 3), stillMillis)).isEmpty();
    assertThat(repeat(3, 0, 3, 3, 3, 3)).isEmpty();
  }

  /** As in the data set at its stillest: breathing, and limbs in which only the noise is left. */
  @Test
  void aSleeperIsWorn() {
    for (int i = 0; i < 500; i++) {
      assertThat(check.notWorn(segment(0.035, 0, 0, 0, 0), stillMillis)).isEmpty();
    }
  }

  @Test
  void legsAtRestWhileAnArmMovesAreWorn() {
    assertThat(repeat(20, 0.2, 3, 0.04, 0, 0)).isEmpty();
  }

  @Test
  void aLimbStillerThanItsNoiseIsNotWorn() {
    for (int i = 0; i < 10; i++) {
      check.notWorn(withNoise(0.005, 0.04, 0, 0.04, 0.04, 0.04), stillMillis);
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
      assertThat(check.notWorn(Segment.measured(0, values), stillMillis)).isEmpty();
    }
  }

  @Test
  void aUnitThatSendsNothingIsNotAmongThem() {
    Segment segment = segment(0, 0, 0, 0, 0).without(EnumSet.of(BodyUnit.RIGHT_ARM));
    for (int i = 0; i < 3; i++) {
      check.notWorn(segment, stillMillis);
    }

    assertThat(check.notWorn(segment, stillMillis))
        .isEqualTo(EnumSet.complementOf(EnumSet.of(BodyUnit.RIGHT_ARM)));
  }

  /** Instants that were not measured have the mean, and must not make a unit seem stiller. */
  @Test
  void gapsMakeNoUnitStiller() {
    for (int i = 0; i < 20; i++) {
      SegmentAssembler assembler = new SegmentAssembler(0, 50_000);
      Segment full = segment(0.035, 0, 0, 0, 0);
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
      assertThat(check.notWorn(assembler.assemble(), stillMillis)).isEmpty();
    }
  }

  @Test
  void overlappingSegmentsCountTheirTimeOnce() {
    WearCheck each = check(Duration.ofSeconds(20), 1_000);
    for (int i = 0; i < 15; i++) {
      assertThat(each.notWorn(segment(0, 3, 3, 3, 3), stillMillis)).isEmpty();
    }
    assertThat(each.notWorn(segment(0, 3, 3, 3, 3), stillMillis)).containsExactly(BodyUnit.TORSO);
  }

  @Test
  void withoutATimeEachUnitIsWorn() {
    WearCheck off = check(Duration.ZERO, 5_000);
    for (int i = 0; i < 20; i++) {
      assertThat(off.notWorn(segment(0, 0, 0, 0, 0), stillMillis)).isEmpty();
    }
  }

  /** With {@code -Dwear.data=FILE.zip}: all recordings, each also shifted by half a segment. */
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
    Set<String> notWorn = new TreeSet<>(Comparator.naturalOrder());
    recordings.forEach(
        (name, segments) -> {
          for (int shift : new int[] {0, 62}) {
            Arrays.fill(stillMillis, 0);
            float[] before = null;
            for (float[] values : segments.values()) {
              Segment segment = shifted(before == null ? values : before, values, shift);
              check.notWorn(segment, stillMillis).forEach(unit -> notWorn.add(name + " " + unit));
              before = values;
            }
          }
        });
    assertThat(notWorn).isEmpty();
  }

  private static Segment shifted(float[] first, float[] second, int columns) {
    float[] values = new float[first.length];
    int rest = Segment.COLUMNS - columns;
    for (int row = 0; row < values.length; row += Segment.COLUMNS) {
      System.arraycopy(first, row + rest, values, row, columns);
      System.arraycopy(second, row, values, row + columns, rest);
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

  /** Returns what is not worn in the last of several segments. */
  private Set<BodyUnit> repeat(int count, double... motion) {
    for (int i = 1; i < count; i++) {
      check.notWorn(segment(motion), stillMillis);
    }
    return check.notWorn(segment(motion), stillMillis);
  }

  private Segment segment(double... motion) {
    return withNoise(NOISE, motion);
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
