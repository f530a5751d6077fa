// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.imaging.mounting.MountingContract;
import io.kinetograph.imaging.mounting.MountingEstimate;
import io.kinetograph.imaging.mounting.MountingEstimate.Unit;
import io.kinetograph.imaging.mounting.MountingEstimate.Upright;
import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets the default locale")
class MountingReportTest {

  private static final List<Segment> SOME =
      List.of(Segment.measured(0, new float[Segment.ROWS * Segment.COLUMNS]));
  private static final double[] X = {1, 0, 0};
  private static final double[] Z = {0, 0, 1};

  @Test
  void numbersAreTheSameInAnyLocale() {
    MountingEstimate estimate =
        estimate(SOME, unit(BodyUnit.TORSO, turned(30.5, 100.5, Rotation.about(Z, 1))));
    MountingReport report = new MountingReport("anna", estimate);
    String text = report.text();
    String json = report.json();
    Locale before = Locale.getDefault();
    try {
      for (Locale locale : List.of(Locale.GERMANY, Locale.forLanguageTag("ar-EG-u-nu-arab"))) {
        Locale.setDefault(locale);
        assertThat(report.text()).isEqualTo(text).contains("x 9.1, y -0.6, z 3.4 m/s^2");
        assertThat(report.json()).isEqualTo(json);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void turnByTheHeadingOfAnArmIsProbable() {
    Rotation turn = Rotation.about(Z, Math.toRadians(100));

    assertThat(words(BodyUnit.LEFT_ARM, turned(5, 100, turn)))
        .isEqualTo("probably turned by 100 degrees about its z axis");
    assertThat(words(BodyUnit.LEFT_ARM, turned(40, 100, turn)))
        .isEqualTo("probably turned by 100 degrees about its z axis");
    assertThat(words(BodyUnit.LEFT_ARM, turned(150, -100, turn)))
        .isEqualTo("upside down: probably turned by 100 degrees about its z axis");
    assertThat(words(BodyUnit.LEFT_ARM, turned(40, 60, turn)))
        .isEqualTo("turned by 100 degrees about its z axis");
    assertThat(words(BodyUnit.LEFT_LEG, turned(5, 100, turn)))
        .isEqualTo("turned by 100 degrees about its z axis");
  }

  @Test
  void signOfTheAxisIsMissingOnlyForHalfATurn() {
    assertThat(words(Rotation.about(X, Math.toRadians(-175))))
        .isEqualTo("turned by 175 degrees about its -x axis");
    assertThat(words(Rotation.about(X, Math.toRadians(-179.6))))
        .isEqualTo("turned by 180 degrees about its x axis");
  }

  @Test
  void axisThatIsOnlyNearlyItsNameIsSaidToBeNearIt() {
    double[] near = Rotation.about(Z, Math.toRadians(12)).apply(X);
    double[] between = Rotation.about(Z, Math.toRadians(45)).apply(X);

    assertThat(words(Rotation.about(near, Math.toRadians(90))))
        .isEqualTo("turned by 90 degrees about an axis near its x axis");
    assertThat(words(Rotation.about(between, Math.toRadians(90))))
        .isEqualTo("turned by 90 degrees about the axis (0.71, 0.71, 0.00)");
  }

  @Test
  void accuracyOfHeadingsIsSaidOnlyIfThereIsOne() {
    Upright known = turned(5, 3, Rotation.NONE);
    Upright unknown = new Upright(known.gravity(), 5, OptionalDouble.empty(), Rotation.NONE);

    assertThat(text(estimate(SOME, unit(BodyUnit.TORSO, known))))
        .contains("heading: 3 degrees (within about 25)")
        .contains("25 degrees for torso and legs, and 70 for arms (9 of 10 estimates).");
    assertThat(text(estimate(SOME, unit(BodyUnit.TORSO, unknown))))
        .contains("heading: unknown")
        .doesNotContain("Headings are");
  }

  @Test
  void unitWithoutGravityIsNamed() {
    Unit zeros = new Unit(BodyUnit.TORSO, BodyUnit.TORSO, true, true, null);

    assertThat(text(estimate(SOME, zeros))).contains("TORSO      measures nearly 0 m/s^2 at rest");
  }

  @Test
  void unitInGIsNotAsInTheContractForProgramsEither() throws Exception {
    Upright right = turned(5, 3, Rotation.NONE);
    List<Double> inG = right.gravity().stream().map(axis -> axis / 9.81).toList();
    Upright wrong = new Upright(inG, 5, OptionalDouble.of(3), Rotation.NONE);

    assertThat(json(right).get("asInContract").asBoolean()).isTrue();
    assertThat(json(right).get("measuresGravity").asBoolean()).isTrue();
    assertThat(json(wrong).get("asInContract").asBoolean()).isFalse();
    assertThat(json(wrong).get("measuresGravity").asBoolean()).isFalse();
    assertThat(json(wrong).get("gravityMagnitude").asDouble()).isCloseTo(1, within(0.05));
  }

  private static JsonNode json(Upright torso) throws Exception {
    MountingEstimate estimate = estimate(SOME, unit(BodyUnit.TORSO, torso));
    return new ObjectMapper().readTree(new MountingReport("anna", estimate).json()).at("/units/0");
  }

  @Test
  void namesTheUnitThatDoesNotMoveAsInWalking() {
    MountingEstimate walked =
        estimate(List.of(), unit(BodyUnit.LEFT_LEG, turned(5, 0, Rotation.NONE)));
    MountingEstimate blocked =
        new MountingEstimate(
            walked.units(), SOME, List.of(), BodyUnit.LEFT_LEG, false, false, false);

    assertThat(text(blocked))
        .contains("LEFT_LEG does not move as the other units do in walking")
        .doesNotContain("ask the wearer to walk");
  }

  @Test
  void armsAloneDoNotShowWalking() {
    Unit arm = unit(BodyUnit.LEFT_ARM, turned(5, 0, Rotation.NONE));
    Unit leg = unit(BodyUnit.LEFT_LEG, turned(5, 0, Rotation.NONE));
    String note = "Walking is recognized by the torso or a leg; none of these units was seen.";

    assertThat(text(estimate(List.of(), arm))).contains(note).doesNotContain("ask the wearer");
    assertThat(text(estimate(List.of(), arm, leg)))
        .doesNotContain(note)
        .contains("ask the wearer to walk for a minute");
  }

  private static String words(Rotation toContract) {
    return words(BodyUnit.TORSO, turned(40, 0, toContract));
  }

  /** The line of one unit, without its name. */
  private static String words(BodyUnit unit, Upright upright) {
    return text(estimate(SOME, unit(unit, upright)))
        .lines()
        .filter(line -> line.startsWith(unit.name()))
        .findFirst()
        .orElseThrow()
        .substring(11);
  }

  private static String text(MountingEstimate estimate) {
    return new MountingReport("anna", estimate).text();
  }

  private static Upright turned(double lean, double heading, Rotation toContract) {
    List<Double> gravity =
        Arrays.stream(MountingContract.standing(BodyUnit.TORSO)).boxed().toList();
    return new Upright(gravity, lean, OptionalDouble.of(heading), toContract);
  }

  private static Unit unit(BodyUnit unit, Upright upright) {
    return new Unit(unit, unit, true, true, upright);
  }

  /** Of a wearer who stood; other units are missing. */
  private static MountingEstimate estimate(List<Segment> walking, Unit... seen) {
    List<Unit> units = new ArrayList<>();
    for (BodyUnit unit : BodyUnit.values()) {
      units.add(
          Arrays.stream(seen)
              .filter(one -> one.unit() == unit)
              .findFirst()
              .orElse(new Unit(unit, unit, false, false, null)));
    }
    return new MountingEstimate(units, SOME, walking, null, false, false, false);
  }
}
