package io.kinetograph.trainer.training;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What an epoch gave.
 *
 * @param epoch its number, from 1
 * @param loss mean over the epoch's pictures
 * @param trainingAccuracy share of the varied training pictures named right, from 0 to 1
 * @param heldAccuracy share of the held segments named right with the weights as they are
 * @param heldAverageAccuracy the same with the averaged weights
 * @param learningRate of its last step
 * @param times where its time went
 */
public record EpochFigures(
    int epoch,
    double loss,
    double trainingAccuracy,
    OptionalDouble heldAccuracy,
    OptionalDouble heldAverageAccuracy,
    double learningRate,
    EpochTimes times) {

  static final String CSV_HEADER =
      "epoch,loss,training_accuracy,held_accuracy,held_average_accuracy,learning_rate,"
          + EpochTimes.CSV_HEADER;

  String toCsv() {
    return String.format(
        Locale.ROOT,
        "%d,%.5f,%.5f,%s,%s,%.4g,%s",
        epoch,
        loss,
        trainingAccuracy,
        share(heldAccuracy),
        share(heldAverageAccuracy),
        learningRate,
        times.toCsv());
  }

  private static String share(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.5f", value.getAsDouble()) : "";
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
    return String.format(
        Locale.ROOT,
        "epoch %d: loss %.4f, training %.2f %%%s, learning rate %.3g, %s",
        epoch,
        loss,
        100 * trainingAccuracy,
        held,
        learningRate,
        times.toText());
  }
}
