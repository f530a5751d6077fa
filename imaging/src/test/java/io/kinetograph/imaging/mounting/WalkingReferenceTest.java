// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WalkingReferenceTest {

  private static final int LARGEST_LAG = 8;

  private final WalkingReference shipped = WalkingReference.shipped();

  /** {@code MountingOnDataSetIT} computes the file; this finds any other change of it. */
  @Test
  void shippedReferenceIsTheOneThatWasMeasured() throws Exception {
    String csv = shipped.toCsv();

    assertThat(csv.lines())
        .hasSize(BodyUnit.COUNT + 1)
        .allMatch(row -> row.split(",").length == 37);
    assertThat(csv).startsWith("TORSO,-0.0897,0.0042,-0.2283,0.0095,");
    assertThat(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(csv.getBytes(US_ASCII))))
        .isEqualTo("441b0a86726780712d9211783546bd4f9d9ff3f9c56acd571f93c70b66441d3a");
  }

  @Test
  void movementWithTheMomentsOfTheShippedReferenceHasHeading0() {
    for (BodyUnit unit : BodyUnit.values()) {
      List<Segment> walking = movement(unit, new Random(3));

      WalkingReference.Heading heading = shipped.heading(walking, unit, Rotation.NONE, unit);

      assertThat(heading.degrees()).as(unit.name()).isEqualTo(0, within(20.0));
      assertThat(heading.rival()).as(unit.name()).isLessThan(0.8);
    }
  }

  /** Noise along the vertical, and across it the same noise at all lags of the reference. */
  private List<Segment> movement(BodyUnit unit, Random random) {
    double[] moments =
        Arrays.stream(shipped.toCsv().lines().toList().get(unit.index()).split(","))
            .skip(1)
            .mapToDouble(Double::parseDouble)
            .toArray();
    double[] contract = MountingContract.standing(unit);
    Rotation toUnit = Rotation.between(new double[] {0, 0, 1}, contract);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double[] up = random.doubles(Segment.COLUMNS + 2 * LARGEST_LAG, -3, 3).toArray();
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (int t = 0; t < Segment.COLUMNS; t++) {
        double[] earth = {0, 0, up[t + LARGEST_LAG]};
        for (int lag = 0; lag <= 2 * LARGEST_LAG; lag++) {
          earth[0] += moments[2 * lag] * up[t + 2 * LARGEST_LAG - lag];
          earth[1] += moments[2 * lag + 1] * up[t + 2 * LARGEST_LAG - lag];
        }
        double[] measured = toUnit.apply(earth);
        for (int axis = 0; axis < BodyUnit.AXES; axis++) {
          values[unit.row(axis) * Segment.COLUMNS + t] = (float) (contract[axis] + measured[axis]);
        }
      }
      segments.add(Segment.measured(i * Segment.LENGTH_MICROS, values));
    }
    return segments;
  }
}
