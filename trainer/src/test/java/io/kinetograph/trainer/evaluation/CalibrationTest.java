// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.inference.Logits;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.evaluation.Calibration.Bin;
import io.kinetograph.trainer.evaluation.Calibration.RiskPoint;
import io.kinetograph.trainer.evaluation.Evaluation.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class CalibrationTest {

  private static final List<String> LABELS = ActivityLabels.all();

  @Property(tries = 20)
  void theFitFindsTheTemperatureThatTheLabelsAreDrawnWith(
      @ForAll @DoubleRange(min = 0.3, max = 3) double temperature, @ForAll long seed) {
    // The sampling error of 8,000 is at most 0.017 on average, with a deviation of 0.003.
    Evaluation drawn = drawn(8000, temperature, seed);

    double fitted = Calibration.fitTemperature(List.of(List.of(drawn)));

    assertThat(fitted).isCloseTo(temperature, within(0.08 * temperature));
    assertThat(Calibration.of(drawn.at(fitted)).expectedError()).isLessThan(0.03);
    assertThat(Calibration.of(drawn.at(2 * fitted)).expectedError()).isGreaterThan(0.05);
    assertThat(Calibration.of(drawn.at(fitted / 2)).expectedError()).isGreaterThan(0.05);
  }

  @Property(tries = 20)
  void noTemperatureChangesALabel(
      @ForAll @DoubleRange(min = 0.01, max = 100) double temperature, @ForAll long seed) {
    Evaluation drawn = drawn(100, 1, seed);

    assertThat(drawn.at(temperature).predictions())
        .extracting(Prediction::predicted)
        .isEqualTo(drawn.predictions().stream().map(Prediction::predicted).toList());
    assertThat(drawn.at(temperature).at(1).predictions()).isEqualTo(drawn.predictions());
  }

  @Example
  void eachSetOfPredictionsHasTheSameWeight() {
    Evaluation few = drawn(500, 0.5, 1);
    Evaluation many = drawn(5000, 2, 2);

    double fitted = Calibration.fitTemperature(List.of(List.of(few), List.of(many)));

    assertThat(Calibration.fitTemperature(List.of(List.of(few, few, few), List.of(many, many))))
        .isEqualTo(fitted);
    assertThat(fitted).isBetween(0.6, 1.8);
    assertThat(Calibration.fitTemperature(List.of(List.of(few), List.of())))
        .isEqualTo(Calibration.fitTemperature(List.of(List.of(few))));
  }

  @Example
  void theFitEndsAtItsBoundsAndIgnoresActivitiesThatTheClassifierDoesNotKnow() {
    Evaluation right = evaluation(List.of("sitting", "standing"), prediction(1, 3, 0));
    Evaluation wrong = evaluation(List.of("sitting", "standing"), prediction(2, 3, 0));
    Evaluation unknown = evaluation(List.of("sitting", "standing"), prediction(3, 3, 0));

    assertThat(Calibration.fitTemperature(List.of(List.of(right, unknown)))).isEqualTo(0.05);
    assertThat(Calibration.fitTemperature(List.of(List.of(wrong)))).isEqualTo(20);
  }

  @Example
  void theErrorIsTheOneComputedByHand() {
    // Confidences 0.9, 0.9 and 0.6: bins 13 and 9 of 15.
    Evaluation evaluation =
        evaluation(
            List.of("sitting", "standing"),
            prediction(1, Math.log(9), 0),
            prediction(2, Math.log(9), 0),
            prediction(1, Math.log(1.5), 0));

    Calibration calibration = Calibration.of(evaluation);

    assertThat(calibration.bins()).hasSize(15);
    assertThat(calibration.bins().get(13)).matches(bin -> bin.segments() == 2);
    assertThat(calibration.bins().get(13).confidence()).isCloseTo(0.9, within(1e-6));
    assertThat(calibration.bins().get(13).accuracy()).isEqualTo(0.5);
    assertThat(calibration.bins().get(0)).isEqualTo(new Bin(0, 0, 0));
    assertThat(calibration.expectedError()).isCloseTo((2 * 0.4 + 0.4) / 3, within(1e-6));
    assertThat(Calibration.of(evaluation(List.of("sitting"), prediction(1, 5))).bins().get(14))
        .isEqualTo(new Bin(1, 1, 1));
  }

  @Example
  void calibrationsAddUp() {
    Evaluation first = drawn(300, 0.7, 1);
    Evaluation second = drawn(700, 1.2, 2);
    Evaluation both =
        new Evaluation(
            LABELS, Stream.of(first, second).flatMap(e -> e.predictions().stream()).toList());

    Calibration sum = Calibration.of(first).plus(Calibration.of(second));

    for (int i = 0; i < Calibration.BINS; i++) {
      Bin expected = Calibration.of(both).bins().get(i);
      assertThat(sum.bins().get(i).segments()).isEqualTo(expected.segments());
      assertThat(sum.bins().get(i).confidence()).isCloseTo(expected.confidence(), within(1e-9));
      assertThat(sum.bins().get(i).accuracy()).isCloseTo(expected.accuracy(), within(1e-9));
    }
  }

  @Example
  void theRiskIsTheShareOfErrorsAmongTheSurestLabels() {
    Evaluation evaluation =
        evaluation(
            List.of("sitting", "standing"),
            prediction(2, 1, 0),
            prediction(1, 4, 0),
            prediction(1, 2, 0),
            prediction(2, 3, 0));

    assertThat(Calibration.riskCoverage(List.of(evaluation)))
        .containsExactly(
            new RiskPoint(0.25, 0),
            new RiskPoint(0.5, 0.5),
            new RiskPoint(0.75, 1 / 3.0),
            new RiskPoint(1, 0.5));
    List<RiskPoint> many = Calibration.riskCoverage(List.of(drawn(1234, 1, 3), drawn(777, 1, 4)));
    assertThat(many).hasSize(100);
    assertThat(many.get(99).coverage()).isEqualTo(1);
    assertThat(many).isSortedAccordingTo((a, b) -> Double.compare(a.coverage(), b.coverage()));
  }

  /** Random logits of all activities, whose actual labels are drawn by softmax at a temperature. */
  private static Evaluation drawn(int count, double temperature, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] logits = new float[LABELS.size()];
      List<Float> row = new ArrayList<>();
      for (int label = 0; label < logits.length; label++) {
        logits[label] = (float) (3 * temperature * random.nextGaussian());
        row.add(logits[label]);
      }
      double[] probabilities = Logits.softmax(logits, temperature);
      double left = random.nextDouble();
      int actual = 0;
      while (actual < logits.length - 1 && left >= probabilities[actual]) {
        left -= probabilities[actual++];
      }
      predictions.add(Prediction.of(new SegmentId(actual + 1, 1, 1), LABELS, row, 1));
    }
    return new Evaluation(LABELS, predictions);
  }

  private record Row(int activity, List<Float> logits) {}

  private static Row prediction(int activity, double... logits) {
    List<Float> row = new ArrayList<>();
    for (double logit : logits) {
      row.add((float) logit);
    }
    return new Row(activity, row);
  }

  private static Evaluation evaluation(List<String> labels, Row... rows) {
    return new Evaluation(
        labels,
        Stream.of(rows)
            .map(row -> Prediction.of(new SegmentId(row.activity, 1, 1), labels, row.logits, 1))
            .toList());
  }
}
