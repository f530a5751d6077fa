// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With two classes; the training set's units all had gravity along x. */
class DiscriminantTest extends EngineTest {

  private static final int CLASSES = 2;

  /** Those of all statistics, and those of the invariant ones. */
  private static final int COLUMNS = 2 * CLASSES;

  private static final int ALL_WORN = Discriminant.WORN_SETS - 1;
  private static final float NOTHING = 0;
  private static final float CERTAIN = (float) Math.log(2);

  private final Map<String, float[]> parameters = new HashMap<>();
  private PixelScale scale = new PixelScale(-60, 60);

  @BeforeEach
  void fitNothing() {
    Discriminant.shapes(CLASSES)
        .forEach((name, shape) -> parameters.put(name, new float[(int) shape.size()]));
    for (int unit = 0; unit < 5; unit++) {
      for (int axis = 0; axis < 3; axis++) {
        of(Discriminant.POSTURE)[unit * 9 + axis * 3 + axis] = 1;
      }
      for (int c = 0; c < CLASSES; c++) {
        of(Discriminant.POSTURES)[(unit * CLASSES + c) * 3] = 9.8f;
      }
    }
  }

  @Test
  void addsNothingIfItKnowsNothing() {
    assertThat(added(still(5, 0))).containsExactly(new float[] {NOTHING, NOTHING}, within(1e-5f));
  }

  @Test
  void looksAtAllStatisticsOnlyIfUnitsAreTurnedAsInTheTrainingSet() {
    of(Discriminant.BIAS)[ALL_WORN * COLUMNS] = 3;
    of(Discriminant.BIAS)[ALL_WORN * COLUMNS + CLASSES + 1] = 3;

    float[] asTrained = added(still(5, 0));
    float[] turned = added(still(5, 1));

    assertThat(asTrained[0] - asTrained[1]).isEqualTo(3, within(1e-2f));
    assertThat(turned[0] - turned[1]).isEqualTo(-3, within(1e-2f));
  }

  @Test
  void oneTurnedUnitIsEnoughToDistrustThePosture() {
    of(Discriminant.BIAS)[ALL_WORN * COLUMNS] = 3;
    float[] values = still(5, 0);
    for (int column = 0; column < Segment.COLUMNS; column++) {
      values[column] = -9.8f;
    }

    assertThat(added(values)).containsExactly(new float[] {NOTHING, NOTHING}, within(1e-2f));
  }

  @Test
  void hasWeightsForEachSetOfWornUnits() {
    int torsoAndRightArm = 0b11;
    of(Discriminant.BIAS)[torsoAndRightArm * COLUMNS + 1] = 2;

    float[] two = added(still(2, 0));

    assertThat(two[1] - two[0]).isEqualTo(2, within(2e-2f));
    assertThat(added(still(3, 0))).containsExactly(new float[] {NOTHING, NOTHING}, within(1e-4f));
  }

  @Test
  void addsNothingIfNoUnitIsWorn() {
    Arrays.fill(of(Discriminant.BIAS), COLUMNS, Discriminant.WORN_SETS * COLUMNS, 7);
    of(Discriminant.BIAS)[ALL_WORN * COLUMNS] = 9;

    assertThat(added(still(0, 0))).containsExactly(new float[] {NOTHING, NOTHING}, within(1e-5f));
  }

  @Test
  void zerosInThePictureAreNoWornUnitWhateverTheScale() {
    Random random = new Random(1);
    of(Discriminant.BIAS)[0b11 * COLUMNS + 1] = 2;
    int residues = 0;
    for (int trial = 0; trial < 100; trial++) {
      scale = new PixelScale(-20 - 60 * random.nextFloat(), 20 + 60 * random.nextFloat());
      residues += scale.pixel(0) * (scale.max() - scale.min()) + scale.min() == 0 ? 0 : 1;

      float[] two = added(still(2, 0));

      assertThat(two[1] - two[0]).as("scale %s", scale).isEqualTo(2, within(2e-2f));
    }
    assertThat(residues).as("scales with which 0 m/s^2 comes back with an error").isPositive();
  }

  @Test
  void eachPictureOfABatchHasItsOwnUnits() {
    Random random = new Random(2);
    for (float[] values : parameters.values()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (random.nextFloat() - 0.5f) / 10;
      }
    }
    float[][] segments = {still(5, 0), still(2, 1), still(0, 0), still(4, 2)};

    float[] together = added(segments);

    for (int i = 0; i < segments.length; i++) {
      assertThat(Arrays.copyOfRange(together, i * CLASSES, (i + 1) * CLASSES))
          .containsExactly(added(segments[i]), within(1e-5f));
    }
  }

  @Test
  void weighsDistancesFromTheMeansUpToEightDeviations() {
    int lengthOfTheTorsosMean = 0;
    of(Discriminant.MEAN)[lengthOfTheTorsosMean] = 9.3f;
    of(Discriminant.FACTOR)[lengthOfTheTorsosMean] = 2;
    int weight = (ALL_WORN * SegmentStatistics.COUNT + lengthOfTheTorsosMean) * COLUMNS;
    of(Discriminant.WEIGHT)[weight] = 0.25f;

    float[] near = added(still(5, 0));
    of(Discriminant.FACTOR)[lengthOfTheTorsosMean] = 1000;
    float[] far = added(still(5, 0));

    assertThat(near[0] - near[1]).isEqualTo(0.25f, within(1e-2f));
    assertThat(far[0] - far[1]).isEqualTo(2, within(1e-2f));
  }

  @Test
  void neverRulesAnActivityOut() {
    of(Discriminant.BIAS)[ALL_WORN * COLUMNS] = 50;

    assertThat(added(still(5, 0)))
        .containsExactly(new float[] {CERTAIN, CERTAIN - 4}, within(1e-2f));
  }

  /** Worn units that do not move, with gravity along an axis. */
  private static float[] still(int worn, int axis) {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int unit = 0; unit < worn; unit++) {
      int row = 3 * unit + axis;
      Arrays.fill(values, row * Segment.COLUMNS, (row + 1) * Segment.COLUMNS, 9.8f);
    }
    return values;
  }

  private float[] of(String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  private float[] added(float[]... segments) {
    int size = Segment.ROWS * Segment.COLUMNS;
    float[] pixels = new float[segments.length * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = scale.pixel(segments[i / size][i % size]);
    }
    Map<String, Shape> shapes = Discriminant.shapes(CLASSES);
    EngineOperations ops = new EngineOperations(manager);
    NDArray picture =
        manager.create(pixels, new Shape(segments.length, 1, Segment.ROWS, Segment.COLUMNS));
    return new Discriminant<>(
            ops, name -> manager.create(of(name), Objects.requireNonNull(shapes.get(name), name)))
        .of(UnitMovement.of(ops, picture, scale), CLASSES)
        .toFloatArray();
  }
}
