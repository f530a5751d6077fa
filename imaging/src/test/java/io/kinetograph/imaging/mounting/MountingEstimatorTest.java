// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.mounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.mounting.MountingEstimate.Upright;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MountingEstimatorTest {

  private static final double STRIDE_SECONDS = 1.16;

  private final MountingEstimator estimator =
      new MountingEstimator(WalkingReference.of(standing(0, 2), walking(10, 12, new Random(1))));

  @Property(tries = 100, seed = "7")
  void anyOrientationIsFoundByStandingAndWalking(@ForAll long seed) {
    Random random = new Random(seed);
    List<Rotation> turns = Stream.generate(() -> Rotation.any(random)).limit(5).toList();
    List<Segment> recorded = new ArrayList<>(standing(0, 2));
    recorded.addAll(walking(4, 6, random));

    MountingEstimate estimate = estimator.estimate(turned(recorded, turns));

    assertThat(estimate.standing()).hasSize(2);
    assertThat(estimate.walking()).hasSize(6);
    assertThat(estimate.legsExchanged()).isFalse();
    // Two arms in any orientation may read by chance what the other should.
    Assume.that(!estimate.armsExchanged());
    for (MountingEstimate.Unit unit : estimate.units()) {
      Rotation turn = turns.get(unit.unit().index());
      double[] contract = MountingContract.standing(unit.place());
      Upright upright = upright(unit);
      assertThat(unit.place()).isEqualTo(unit.unit());
      assertGravity(upright, turn.apply(contract));
      Rotation heading = Rotation.about(contract, Math.toRadians(upright.heading().orElseThrow()));
      Rotation back = Rotation.between(turn.apply(contract), contract).then(heading);
      assertThat(Math.toDegrees(turn.then(back).radians())).isLessThan(6);
      assertThat(Math.toDegrees(turn.then(upright.toContract()).radians()))
          .isLessThan(MountingEstimate.headingError(unit.unit()) + 6);
    }
  }

  @Property(tries = 200, seed = "7")
  void gravityIsFoundByStandingAlone(@ForAll long seed) {
    Random random = new Random(seed);
    List<Rotation> turns = Stream.generate(() -> Rotation.any(random)).limit(5).toList();

    MountingEstimate estimate = estimator.estimate(turned(standing(0, 1), turns));

    assertThat(estimate.walking()).isEmpty();
    Assume.that(!estimate.armsExchanged());
    for (MountingEstimate.Unit unit : estimate.units()) {
      double[] contract = MountingContract.standing(unit.unit());
      double[] gravity = turns.get(unit.unit().index()).apply(contract);
      Upright upright = upright(unit);
      assertGravity(upright, gravity);
      assertThat(upright.heading()).isEmpty();
      assertThat(upright.degreesToContract())
          .isEqualTo(Math.toDegrees(Rotation.between(gravity, contract).radians()), within(0.1));
      assertThat(upright.toContract().apply(gravity)).containsExactly(contract, within(1e-3));
    }
  }

  /** Whatever wearables publish, nothing fails. */
  @Property(tries = 200)
  void anyReadingsHaveAnEstimate(@ForAll long seed) {
    Random random = new Random(seed);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (int row = 0; row < Segment.ROWS; row++) {
        float mean = random.nextInt(3) - 1;
        float noise = random.nextInt(3) * random.nextFloat() * 5;
        for (int t = 0; t < Segment.COLUMNS; t++) {
          values[row * Segment.COLUMNS + t] =
              mean + noise * (random.nextBoolean() ? (float) Math.sin(t / 4.5) : 0);
        }
      }
      segments.add(Segment.measured(i * Segment.LENGTH_MICROS, values));
    }

    assertThat(estimator.estimate(segments).units()).hasSize(BodyUnit.COUNT);
  }

  @Test
  void unitsAsInTheContractNeedNoTurn() {
    List<Segment> recorded = new ArrayList<>(standing(0, 1));
    recorded.addAll(walking(1, 6, new Random(5)));

    for (MountingEstimate.Unit unit : estimator.estimate(recorded).units()) {
      Upright upright = upright(unit);
      assertThat(upright.isAsInContract(unit.place())).isTrue();
      assertThat(upright.degreesToContract()).isLessThan(0.1);
      assertThat(Math.toDegrees(upright.toContract().radians())).isLessThan(0.1);
    }
  }

  @Test
  void walkingTellsStandingFromSitting() {
    Rotation quarter = Rotation.about(new double[] {0, 0, 1}, Math.PI / 2);
    List<Rotation> sitting = List.of(Rotation.NONE, Rotation.NONE, Rotation.NONE, quarter, quarter);
    List<Segment> sittingAndWalking = new ArrayList<>(turned(standing(0, 8), sitting));
    sittingAndWalking.addAll(walking(8, 6, new Random(5)));
    List<Segment> all = new ArrayList<>(standing(-10, 1));
    all.addAll(sittingAndWalking);

    assertThat(estimator.estimate(sittingAndWalking).stillOtherwise()).isTrue();
    assertThat(estimator.estimate(sittingAndWalking).standing()).isEmpty();
    assertThat(estimator.estimate(all).standing()).hasSize(1);
    assertThat(estimator.estimate(all).stillOtherwise()).isFalse();
  }

  @Test
  void movementInAnotherPostureIsNoWalking() {
    Rotation quarter = Rotation.about(new double[] {0, 0, 1}, Math.PI / 2);
    List<Rotation> sitting = List.of(Rotation.NONE, Rotation.NONE, Rotation.NONE, quarter, quarter);
    List<Segment> all = new ArrayList<>(turned(standing(0, 1), sitting));
    all.addAll(turned(walking(1, 5, new Random(5)), sitting));
    all.addAll(standing(10, 1));
    all.addAll(walking(20, 6, new Random(6)));

    MountingEstimate estimate = estimator.estimate(all);

    assertThat(estimate.standing()).containsExactlyElementsOf(standing(10, 1));
    assertThat(estimate.walking()).hasSize(6);
  }

  @Test
  void aShortPauseAfterWalkingIsNotTakenForStanding() {
    Rotation bent = Rotation.about(new double[] {0, 1, 0}, Math.toRadians(25));
    Rotation raised = Rotation.about(new double[] {0, 0, 1}, Math.PI / 2);
    List<Rotation> phone = List.of(bent, raised, raised, Rotation.NONE, Rotation.NONE);
    List<Segment> all = new ArrayList<>(standing(0, 2));
    all.addAll(standing(4, 2));
    all.addAll(walking(8, 6, new Random(5)));
    all.addAll(turned(standing(14, 1), phone));

    // Of two pauses of the same length, the one nearer to walking counts.
    assertThat(estimator.estimate(all).standing()).containsExactlyElementsOf(standing(4, 2));
  }

  @Test
  void longestPauseCountsEvenIfASegmentOfWalkingIsOnlyInThePostureOfAShortOne() {
    Rotation bent = Rotation.about(new double[] {0, 1, 0}, Math.toRadians(30));
    List<Rotation> phone =
        List.of(bent, Rotation.NONE, Rotation.NONE, Rotation.NONE, Rotation.NONE);
    List<Rotation> bentFurther =
        List.of(bent.then(bent), Rotation.NONE, Rotation.NONE, Rotation.NONE, Rotation.NONE);
    List<Segment> all = new ArrayList<>(standing(0, 4));
    all.addAll(walking(8, 12, new Random(5)));
    all.addAll(turned(walking(20, 1, new Random(5)), bentFurther));
    all.addAll(turned(standing(21, 1), phone));

    MountingEstimate estimate = estimator.estimate(all);

    assertThat(estimate.standing()).hasSize(4);
    assertThat(estimate.walking()).hasSize(12);
  }

  /** A unit that is turned measures along its own axes, which are turned with it. */
  @Test
  void headingIsTheAngleByWhichAUnitIsTurnedOnTheBody() {
    List<Segment> recorded = new ArrayList<>(standing(0, 2));
    recorded.addAll(walking(4, 6, new Random(5)));
    for (BodyUnit unit : List.of(BodyUnit.TORSO, BodyUnit.RIGHT_LEG)) {
      for (int degrees : new int[] {-120, 40, 90}) {
        // Gravity is measured upward, so this is counterclockwise seen from above.
        double[] up = MountingContract.standing(unit);
        Rotation onBody = Rotation.about(up, Math.toRadians(degrees));
        List<Segment> measured =
            recorded.stream().map(segment -> alongTurnedAxes(segment, unit, onBody)).toList();

        Upright upright = upright(estimator.estimate(measured).units().get(unit.index()));

        assertThat(upright.heading().orElseThrow()).isEqualTo(degrees, within(6.0));
        assertThat(Math.toDegrees(upright.toContract().radians()))
            .isEqualTo(Math.abs(degrees), within(6.0));
        assertThat(Rotation.dot(upright.toContract().axis(), up) * degrees).isPositive();
      }
    }
  }

  private static Segment alongTurnedAxes(Segment segment, BodyUnit unit, Rotation onBody) {
    float[] values = segment.toArray();
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      double[] direction = new double[BodyUnit.AXES];
      direction[axis] = 1;
      direction = onBody.apply(direction);
      for (int t = 0; t < Segment.COLUMNS; t++) {
        double sum = 0;
        for (int i = 0; i < BodyUnit.AXES; i++) {
          sum += direction[i] * segment.value(unit.row(i), t);
        }
        values[unit.row(axis) * Segment.COLUMNS + t] = (float) sum;
      }
    }
    return segment.withValues(values);
  }

  @Test
  void unitsOfTheOtherSideAreRecognized() {
    List<Segment> recorded = new ArrayList<>(standing(0, 1));
    recorded.addAll(walking(1, 6, new Random(5)));
    Mounting exchanged = new Mounting(Mounting.AS_RECORDED.rotations(), true);

    MountingEstimate estimate = estimator.estimate(recorded.stream().map(exchanged::turn).toList());

    assertThat(estimate.armsExchanged()).isTrue();
    assertThat(estimate.legsExchanged()).isTrue();
    assertThat(estimate.units())
        .allSatisfy(unit -> assertThat(upright(unit).isAsInContract(unit.place())).isTrue())
        .extracting(MountingEstimate.Unit::place)
        .containsExactly(
            BodyUnit.TORSO,
            BodyUnit.LEFT_ARM,
            BodyUnit.RIGHT_ARM,
            BodyUnit.LEFT_LEG,
            BodyUnit.RIGHT_LEG);
  }

  @Test
  void namesTheUnitThatLiesOnATableWhileTheOthersWalk() {
    List<Segment> table = standing(1, 6);
    List<Segment> all = new ArrayList<>(standing(0, 1));
    for (Segment walking : walking(1, 6, new Random(5))) {
      float[] values = walking.toArray();
      int leg = BodyUnit.LEFT_LEG.row(0) * Segment.COLUMNS;
      float[] still = table.get(all.size() - 1).toArray();
      System.arraycopy(still, leg, values, leg, BodyUnit.AXES * Segment.COLUMNS);
      all.add(walking.withValues(values));
    }

    assertThat(estimator.estimate(all).walking()).isEmpty();
    assertThat(estimator.estimate(all).unlikeWalking()).isEqualTo(BodyUnit.LEFT_LEG);
    assertThat(estimator.estimate(all.subList(0, 3)).unlikeWalking()).isNull();
    assertThat(estimator.estimate(standing(0, 6)).unlikeWalking()).isNull();
  }

  @Test
  void missingUnitsAndUnitsWithoutGravityHaveNoOrientation() {
    SegmentAssembler assembler = new SegmentAssembler(0, 200_000);
    for (long time = 0; time < Segment.LENGTH_MICROS; time += Segment.COLUMN_MICROS) {
      assembler.add(BodyUnit.TORSO, time, 9.1f, -0.6f, 3.4f);
      assembler.add(BodyUnit.LEFT_ARM, time, 0, 0, 0);
    }

    List<MountingEstimate.Unit> units = estimator.estimate(List.of(assembler.assemble())).units();

    assertThat(units)
        .extracting(MountingEstimate.Unit::seen)
        .containsExactly(true, false, true, false, false);
    assertThat(units)
        .extracting(MountingEstimate.Unit::still)
        .containsExactly(true, false, true, false, false);
    assertThat(units)
        .extracting(unit -> unit.upright() != null)
        .containsExactly(true, false, false, false, false);
  }

  private static Upright upright(MountingEstimate.Unit unit) {
    Upright upright = unit.upright();
    if (upright == null) {
      throw new AssertionError("no orientation of " + unit);
    }
    return upright;
  }

  private static void assertGravity(Upright upright, double[] expected) {
    for (int axis = 0; axis < BodyUnit.AXES; axis++) {
      assertThat(upright.gravity().get(axis)).isEqualTo(expected[axis], within(1e-3));
    }
  }

  private static List<Segment> turned(List<Segment> segments, List<Rotation> turns) {
    return segments.stream().map(new Mounting(turns)::turn).toList();
  }

  private static List<Segment> standing(int first, int count) {
    return recording(first, count, 0, new Random(0));
  }

  private static List<Segment> walking(int first, int count, Random random) {
    return recording(first, count, 1, random);
  }

  /** Legs and arms swing forward and back once a stride, and everything goes up twice. */
  private static List<Segment> recording(int first, int count, double pace, Random random) {
    List<Segment> segments = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (BodyUnit unit : BodyUnit.values()) {
        double[] up = Rotation.unitVector(MountingContract.standing(unit));
        double[] side = Rotation.unitVector(Rotation.cross(up, new double[] {0.3, 0.5, 0.8}));
        double[] ahead = Rotation.cross(up, side);
        boolean left = unit == BodyUnit.LEFT_LEG || unit == BodyUnit.LEFT_ARM;
        double swing = pace * (unit == BodyUnit.TORSO ? 1 : 5);
        for (int t = 0; t < Segment.COLUMNS; t++) {
          double seconds = (i * Segment.COLUMNS + t) / (double) Segment.SAMPLE_RATE_HZ;
          double w = 2 * Math.PI * seconds / STRIDE_SECONDS;
          double once = left ? w + Math.PI : w;
          double forward = swing * (Math.sin(once) + 0.4 * Math.sin(2 * w + 1));
          double sideways = pace * Math.sin(once + 0.7);
          double upward = pace * (2 * Math.cos(2 * w) + Math.cos(once));
          for (int axis = 0; axis < BodyUnit.AXES; axis++) {
            values[unit.row(axis) * Segment.COLUMNS + t] =
                (float)
                    (MountingContract.standing(unit)[axis]
                        + forward * ahead[axis]
                        + sideways * side[axis]
                        + upward * up[axis]
                        + 0.2 * pace * random.nextGaussian());
          }
        }
      }
      segments.add(Segment.measured(i * Segment.LENGTH_MICROS, values));
    }
    return segments;
  }
}
