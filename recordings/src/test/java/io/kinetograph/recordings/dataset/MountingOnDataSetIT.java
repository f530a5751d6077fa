// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinetograph.imaging.mounting.Mounting;
import io.kinetograph.imaging.mounting.MountingContract;
import io.kinetograph.imaging.mounting.MountingEstimate;
import io.kinetograph.imaging.mounting.MountingEstimator;
import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.mounting.WalkingReference;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Computes {@code walking.csv} again from the data set, and measures on left-out wearers how well
 * the mounting of units is found. Runs only with {@code -Dmounting.data=FILE.zip}; with {@code
 * -Ddocs.write=true} it writes the file instead.
 */
class MountingOnDataSetIT {

  private static final Path RESOURCE =
      Path.of("../imaging/src/main/resources/io/kinetograph/imaging/mounting/walking.csv");
  private static final int STANDING = 2;
  private static final int[] WALKING = {9, 10};
  private static final int SUBJECTS = 7;
  private static final int DRAWS = 12;

  /** By activity and subject. */
  private static final Map<String, List<Segment>> RECORDINGS = new TreeMap<>();

  @BeforeAll
  static void read() throws Exception {
    String data = System.getProperty("mounting.data");
    assumeTrue(data != null, "needs the data set: -Dmounting.data=FILE.zip");
    try (SegmentFiles files = SegmentFiles.open(Path.of(data))) {
      for (SegmentFile file : files.all()) {
        SegmentId id = file.id();
        long start = id.number() * Segment.LENGTH_MICROS;
        RECORDINGS
            .computeIfAbsent(id.activity() + "/" + id.subject(), key -> new ArrayList<>())
            .add(Segment.measured(start, file.read()));
      }
    }
  }

  @Test
  void shippedReferenceIsTheMeanOfTheWearers() throws Exception {
    String computed = referenceWithout(0).toCsv();
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(RESOURCE.getParent());
      Files.writeString(RESOURCE, computed, US_ASCII);
      return;
    }

    assertThat(computed).isEqualTo(Files.readString(RESOURCE, US_ASCII));
  }

  @Test
  void contractIsTheMeanOfStandingWearers() {
    for (BodyUnit unit : BodyUnit.values()) {
      for (int axis = 0; axis < BodyUnit.AXES; axis++) {
        int row = unit.row(axis);
        double mean =
            IntStream.rangeClosed(1, SUBJECTS)
                .mapToObj(subject -> of(STANDING, subject))
                .flatMap(List::stream)
                .flatMapToDouble(
                    segment ->
                        IntStream.range(0, Segment.COLUMNS)
                            .mapToDouble(column -> segment.value(row, column)))
                .average()
                .orElseThrow();
        assertThat(Math.round(10 * mean) / 10.0).isEqualTo(MountingContract.standing(unit)[axis]);
      }
    }
  }

  @Test
  void unitsInAnyOrientationAreFoundBy20SecondsOfWalking() {
    assertFoundOnLeftOutWearers(4);
  }

  @Test
  void unitsInAnyOrientationAreFoundBy60SecondsOfWalking() {
    assertFoundOnLeftOutWearers(12);
  }

  private static void assertFoundOnLeftOutWearers(int walkingSegments) {
    Map<BodyUnit, List<Double>> tilts = new TreeMap<>();
    Map<BodyUnit, List<Double>> headings = new TreeMap<>();
    Map<BodyUnit, Integer> missing = new TreeMap<>();
    Map<BodyUnit, Integer> alarms = new TreeMap<>();
    int wrongSides = 0;
    int unseenLegs = 0;
    int unseenArms = 0;
    Random random = new Random(7);
    for (int subject = 1; subject <= SUBJECTS; subject++) {
      MountingEstimator estimator = new MountingEstimator(referenceWithout(subject));
      for (int draw = 0; draw < DRAWS; draw++) {
        List<Segment> recorded = part(subject, draw, walkingSegments, random);
        List<Rotation> turns = Stream.generate(() -> Rotation.any(random)).limit(5).toList();
        Mounting mounting = new Mounting(turns);
        MountingEstimate estimate =
            estimator.estimate(recorded.stream().map(mounting::turn).toList());
        assertThat(estimate.standing()).isNotEmpty();
        for (MountingEstimate.Unit unit : estimate.units()) {
          MountingEstimate.Upright upright = unit.upright();
          assertThat(upright).isNotNull();
          double[] contract = MountingContract.standing(unit.unit());
          double[] gravity = turns.get(unit.unit().index()).apply(contract);
          tilts
              .computeIfAbsent(unit.unit(), key -> new ArrayList<>())
              .add(degrees(gravity, upright.gravity()));
          if (upright.heading().isEmpty()) {
            missing.merge(unit.unit(), 1, Integer::sum);
            continue;
          }
          headings
              .computeIfAbsent(unit.unit(), key -> new ArrayList<>())
              .add(headingError(turns.get(unit.unit().index()), upright, contract));
        }
        wrongSides += estimate.legsExchanged() || estimate.armsExchanged() ? 1 : 0;
        MountingEstimate asRecorded = estimator.estimate(recorded);
        wrongSides += asRecorded.legsExchanged() || asRecorded.armsExchanged() ? 1 : 0;
        for (MountingEstimate.Unit unit : asRecorded.units()) {
          MountingEstimate.Upright upright = unit.upright();
          if (upright != null && !upright.isAsInContract(unit.place())) {
            alarms.merge(unit.unit(), 1, Integer::sum);
          }
        }
        Mounting sides = new Mounting(Mounting.AS_RECORDED.rotations(), true);
        MountingEstimate exchanged =
            estimator.estimate(recorded.stream().map(sides::turn).toList());
        unseenLegs += exchanged.legsExchanged() ? 0 : 1;
        unseenArms += exchanged.armsExchanged() ? 0 : 1;
      }
    }
    int estimates = SUBJECTS * DRAWS;
    System.out.printf(
        "%d s of walking; of %d estimates: sides called exchanged that are not %d of %d; exchanged"
            + " legs not seen %d, exchanged arms not seen %d%n",
        5 * walkingSegments, estimates, wrongSides, 2 * estimates, unseenLegs, unseenArms);
    for (BodyUnit unit : BodyUnit.values()) {
      double[] tilt = sorted(tilts.getOrDefault(unit, List.of()));
      double[] heading = sorted(headings.getOrDefault(unit, List.of()));
      System.out.printf(
          "%-9s gravity to contract: median %.0f, 90%% %.0f, max %.0f; heading: none %d, median"
              + " %.0f, 90%% %.0f, max %.0f; as recorded, but called turned %d%n",
          unit,
          quantile(tilt, 0.5),
          quantile(tilt, 0.9),
          quantile(tilt, 1),
          missing.getOrDefault(unit, 0),
          quantile(heading, 0.5),
          quantile(heading, 0.9),
          quantile(heading, 1),
          alarms.getOrDefault(unit, 0));
      assertThat(quantile(tilt, 1)).isLessThanOrEqualTo(15);
      assertThat(quantile(heading, 0.9)).isLessThanOrEqualTo(MountingEstimate.headingError(unit));
    }
    assertThat(wrongSides).isZero();
    assertThat(unseenLegs).isLessThanOrEqualTo(missing.getOrDefault(BodyUnit.TORSO, 0));
  }

  @Test
  void walkingAndStandingAreToldFromOtherActivities() {
    for (int activity = 1; activity <= 19; activity++) {
      int walking = 0;
      int still = 0;
      int all = 0;
      for (int subject = 1; subject <= SUBJECTS; subject++) {
        for (Segment segment : of(activity, subject)) {
          MountingEstimate estimate =
              new MountingEstimator(WalkingReference.shipped()).estimate(List.of(segment));
          walking += estimate.walking().size();
          still += estimate.standing().size();
          all++;
        }
      }
      System.out.printf(
          "%s: walking %.0f%%, still %.0f%%%n",
          ActivityLabels.of(activity), 100.0 * walking / all, 100.0 * still / all);
      if (activity == STANDING || activity == 9 || activity == 10) {
        assertThat(activity == STANDING ? still : walking).isGreaterThan(all * 4 / 5);
      }
    }
  }

  /** 10 s of sitting, 10 s of standing and some walking, with pauses between them. */
  private static List<Segment> part(int subject, int draw, int walkingSegments, Random random) {
    List<Segment> part = new ArrayList<>();
    add(part, of(1, subject), 2, 0, random);
    add(part, of(STANDING, subject), 2, 4, random);
    add(part, of(WALKING[draw % 2], subject), walkingSegments, 8, random);
    return part;
  }

  private static void add(
      List<Segment> part, List<Segment> from, int count, int start, Random random) {
    int first = random.nextInt(from.size() - count + 1);
    for (int i = 0; i < count; i++) {
      long startMicros = (start + i) * Segment.LENGTH_MICROS;
      part.add(Segment.measured(startMicros, from.get(first + i).toArray()));
    }
  }

  private static WalkingReference referenceWithout(int subject) {
    List<WalkingReference> all = new ArrayList<>();
    for (int other = 1; other <= SUBJECTS; other++) {
      for (int activity : WALKING) {
        if (other != subject) {
          all.add(WalkingReference.of(of(STANDING, other), of(activity, other)));
        }
      }
    }
    return WalkingReference.mean(all);
  }

  private static List<Segment> of(int activity, int subject) {
    return RECORDINGS.getOrDefault(activity + "/" + subject, List.of());
  }

  /** How far the unit is turned about the vertical after it was turned by the estimate. */
  private static double headingError(
      Rotation turn, MountingEstimate.Upright upright, double[] contract) {
    double[] gravity = upright.gravity().stream().mapToDouble(Double::doubleValue).toArray();
    double heading = Math.toRadians(upright.heading().orElseThrow());
    Rotation left =
        turn.then(Rotation.between(gravity, contract)).then(Rotation.about(contract, heading));
    Rotation upwards = Rotation.between(left.apply(contract), contract);
    Rotation about = left.then(upwards);
    return Math.toDegrees(about.radians());
  }

  private static double degrees(double[] a, List<Double> b) {
    double[] other = b.stream().mapToDouble(Double::doubleValue).toArray();
    return Math.toDegrees(Rotation.between(a, other).radians());
  }

  private static double[] sorted(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
