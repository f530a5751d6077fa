// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The metrics of an epoch.
 *
 * @param epoch its number, from 1
 * @param loss mean over the epoch's pictures
 * @param trainingAccuracy share of the varied training pictures classified correctly, from 0 to 1
 * @param testAccuracy the same on the test set with the weights as they are, if it is evaluated
 * @param testEmaAccuracy the same with the EMA weights
 * @param validation metrics of the EMA weights on the validation set, if there is one
 * @param learningRate of its last step
 * @param times where its time went
 */
public record EpochMetrics(
    int epoch,
    double loss,
    double trainingAccuracy,
    OptionalDouble testAccuracy,
    OptionalDouble testEmaAccuracy,
    Optional<EvaluationMetrics> validation,
    double learningRate,
    EpochTimes times) {

  /** The columns of the run's {@code metrics.csv}. */
  static List<String> columns() {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "epoch",
                "loss",
                "training_accuracy",
                "test_accuracy",
                "test_ema_accuracy",
                "validation_accuracy",
                "validation_loss",
                "learning_rate"));
    columns.addAll(EpochTimes.COLUMNS);
    return columns;
  }

  /** A cell for each of the columns. */
  List<String> cells() {
    List<String> cells =
        new ArrayList<>(
            List.of(
                Integer.toString(epoch),
                number(loss),
                number(trainingAccuracy),
                share(testAccuracy),
                share(testEmaAccuracy),
                validation.map(v -> number(v.accuracy())).orElse(""),
                validation.map(v -> number(v.loss())).orElse(""),
                String.format(Locale.ROOT, "%.4g", learningRate)));
    cells.addAll(times.cells());
    return cells;
  }

  private static String share(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }

  /** One line for the user. */
  public String toLine() {
    String test =
        testAccuracy.isPresent()
            ? String.format(
                Locale.ROOT,
                ", test set %.2f%% (EMA weights %.2f%%)",
                100 * testAccuracy.getAsDouble(),
                100 * testEmaAccuracy.orElse(Double.NaN))
            : "";
    String validated =
        validation
            .map(
                v ->
                    String.format(
                        Locale.ROOT,
                        ", validation %.2f%% (loss %.4f)",
                        100 * v.accuracy(),
                        v.loss()))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "epoch %d: loss %.4f, training %.2f%%%s%s, learning rate %.3g, %s",
        epoch,
        loss,
        100 * trainingAccuracy,
        test,
        validated,
        learningRate,
        times.toText());
  }
}
