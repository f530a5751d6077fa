package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.OptionalDouble;

/**
 * The peak of the learning-rate schedule.
 *
 * @param peak above 0; empty if a learning rate finder chooses it on the training data
 */
public record LearningRate(OptionalDouble peak) {

  private static final String AUTO = "auto";

  /** Checks the rate. */
  public LearningRate {
    if (peak.isPresent() && !new Range("(0,)").contains(peak.getAsDouble())) {
      throw new IllegalArgumentException(
          "learning-rate %s is not above 0".formatted(peak.getAsDouble()));
    }
  }

  /** A rate that is known. */
  public static LearningRate of(double peak) {
    return new LearningRate(OptionalDouble.of(peak));
  }

  /** A rate that is found on the training data. */
  public static LearningRate auto() {
    return new LearningRate(OptionalDouble.empty());
  }

  /**
   * Reads a number or {@code auto}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  @JsonCreator
  public static LearningRate parse(String text) {
    try {
      return text.equals(AUTO) ? auto() : of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number or auto", e);
    }
  }

  /** Whether a learning rate finder chooses it. */
  public boolean isAuto() {
    return peak.isEmpty();
  }

  /** The form that {@link #parse} reads. */
  @JsonValue
  public String text() {
    return peak.isPresent() ? Double.toString(peak.getAsDouble()) : AUTO;
  }
}
