package io.kinetograph.trainer.training;

import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an epoch gave.
 *
 * @param epoch its number, from 1
 * @param loss mean over the epoch's pictures
 * @param trainingAccuracy share of the varied training pictures named right, from 0 to 1
 * @param heldAccuracy share of the held segments named right with the weights as they are
 * @param heldAverageAccuracy the same with the averaged weights
 * @param validation how well the averaged weights name the validation set, if there is one
 * @param learningRate of its last step
 * @param times where its time went
 */
public record EpochFigures(
    int epoch,
    double loss,
    double trainingAccuracy,
    OptionalDouble heldAccuracy,
    OptionalDouble heldAverageAccuracy,
    Optional<EvaluationMetrics> validation,
    double learningRate,
    EpochTimes times) {

  static final String CSV_HEADER =
      "epoch,loss,training_accuracy,held_accuracy,held_average_accuracy,validation_accuracy,"
          + "validation_loss,learning_rate,"
          + EpochTimes.CSV_HEADER;

  String toCsv() {
    return String.format(
        Locale.ROOT,
        "%d,%.5f,%.5f,%s,%s,%s,%s,%.4g,%s",
        epoch,
        loss,
        trainingAccuracy,
        share(heldAccuracy),
        share(heldAverageAccuracy),
        validation.map(v -> number(v.accuracy())).orElse(""),
        validation.map(v -> number(v.loss())).orElse(""),
        learningRate,
        times.toCsv());
  }

  private static String share(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }

  /** One line for people. */
  public String toLine() {
    String held =
        heldAccuracy.isPresent()
            ? String.format(
                Locale.ROOT,
                ", held back %.2f %% (averaged weights %.2f %%)",
                100 * heldAccuracy.getAsDouble(),
                100 * heldAverageAccuracy.orElse(Double.NaN))
            : "";
    String judged =
        validation
            .map(
                v ->
                    String.format(
                        Locale.ROOT,
                        ", validation %.2f %% (loss %.4f)",
                        100 * v.accuracy(),
                        v.loss()))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "epoch %d: loss %.4f, training %.2f %%%s%s, learning rate %.3g, %s",
        epoch,
        loss,
        100 * trainingAccuracy,
        held,
        judged,
        learningRate,
        times.toText());
  }
}
