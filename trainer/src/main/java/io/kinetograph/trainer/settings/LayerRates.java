package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Peak learning rates by depth, spread geometrically from the stem over the four stages to the head
 * (Howard and Ruder 2018, discriminative fine-tuning): early layers of a trained body need little
 * change.
 *
 * @param low of the stem, above 0
 * @param high of the fully connected layer, at least low
 */
public record LayerRates(double low, double high) {

  private static final List<String> BEHIND_STEM =
      List.of("layer1.", "layer2.", "layer3.", "layer4.", "fc.");

  /** Checks the rates. */
  public LayerRates {
    if (!(low > 0 && low <= high && Double.isFinite(high))) {
      throw new IllegalArgumentException(
          "layer-rates %s:%s do not rise from above 0".formatted(low, high));
    }
  }

  /**
   * Reads {@code LOW:HIGH}, such as {@code 1e-4:1e-2}.
   *
   * @throws IllegalArgumentException if the text is no such rates
   */
  @JsonCreator
  public static LayerRates parse(String text) {
    String[] parts = text.split(Pattern.quote(":"), -1);
    try {
      if (parts.length == 2) {
        return new LayerRates(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("layer-rates '" + text + "' are not LOW:HIGH", e);
    }
    throw new IllegalArgumentException("layer-rates '" + text + "' are not LOW:HIGH");
  }

  /** The form that {@link #parse} reads. */
  @JsonValue
  public String text() {
    return low + ":" + high;
  }

  /**
   * What the head's rate is multiplied by for a parameter.
   *
   * @param parameter its name in torchvision
   * @return above 0 and at most 1
   */
  public double factor(String parameter) {
    int depth = 0;
    for (int i = 0; i < BEHIND_STEM.size(); i++) {
      if (parameter.startsWith(BEHIND_STEM.get(i))) {
        depth = i + 1;
      }
    }
    return Math.pow(low / high, 1 - (double) depth / BEHIND_STEM.size());
  }
}
