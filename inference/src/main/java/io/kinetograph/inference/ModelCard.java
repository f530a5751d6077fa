package io.kinetograph.inference;

import io.kinetograph.imaging.picture.PixelScale;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model file's description of itself, in the {@code metadata_props} of the ONNX file. The layout
 * of the picture (units, axes, sample rate, segment length) is written too; a card with another
 * layout than this version's is refused.
 *
 * @param version the model's version, as labels carry it
 * @param labels the activities in the order of the logits; at least two, none twice
 * @param scale how accelerations, in m/s^2, become pixels
 * @param trainingData what it was trained on, for people
 * @param accuracy accuracy by protocol, from 0 to 1
 * @param created when it was exported
 */
public record ModelCard(
    String version,
    List<String> labels,
    PixelScale scale,
    String trainingData,
    SortedMap<String, Double> accuracy,
    Instant created) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the version is blank, a label is blank, holds a line break
   *     or stands twice, there are fewer than two, or an accuracy is not within 0 and 1
   */
  public ModelCard {
    labels = List.copyOf(labels);
    accuracy = Collections.unmodifiableSortedMap(new TreeMap<>(accuracy));
    if (version.isBlank()) {
      throw new IllegalArgumentException("a model's version is blank");
    }
    if (labels.size() < 2 || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException("labels " + labels + " are fewer than two or repeat");
    }
    for (String label : labels) {
      if (label.isBlank() || label.contains("\n")) {
        throw new IllegalArgumentException("label '" + label + "' is blank or holds a line break");
      }
    }
    accuracy.forEach(
        (protocol, share) -> {
          if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                "accuracy " + share + " of " + protocol + " is not within 0 and 1");
          }
        });
  }

  /** The card as the metadata of a model file. */
  public Map<String, String> toMetadata() {
    return ModelCardMetadata.write(this);
  }

  /**
   * Reads the card from the metadata of a model file. Other entries are ignored.
   *
   * @param model the file's name, for messages
   * @throws InvalidModelException if an entry is missing, cannot be read, or states a layout of the
   *     picture other than this version's; it names the file, the entry and its value
   */
  public static ModelCard fromMetadata(String model, Map<String, String> metadata)
      throws InvalidModelException {
    return new ModelCardMetadata(model, metadata).read();
  }
}
