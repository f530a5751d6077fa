// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import io.kinetograph.imaging.picture.PixelScale;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A model file's description of itself, in the {@code metadata_props} of the ONNX file. The layout
 * of the picture (units, axes, sample rate, segment length) is written too; a card with another
 * layout than this version's is rejected.
 *
 * @param version the model's version, as labels carry it
 * @param labels the activities in the order of the logits; at least two, none twice, and none with
 *     the name of a status ({@link ReservedLabels})
 * @param groups the coarse group of each label, in the order of the labels, such as {@code walking}
 *     for three kinds of walking; in a file of an earlier version, which has no groups, each label
 *     is its own group
 * @param temperature that makes the probabilities, softmax of logits / temperature, match how often
 *     the model is right; positive and finite. In a file of an earlier version, which has none, and
 *     in a model that is not calibrated, it is {@value #NOT_CALIBRATED}
 * @param energyThreshold which segments have an activity that the model does not know. Empty in a
 *     file of an earlier version and in a model that is not calibrated
 * @param scale how accelerations, in m/s^2, become pixels
 * @param trainingData what it was trained on, for people
 * @param accuracy accuracy by protocol, from 0 to 1
 * @param created when it was exported
 */
public record ModelCard(
    String version,
    List<String> labels,
    List<String> groups,
    double temperature,
    Optional<EnergyThreshold> energyThreshold,
    PixelScale scale,
    String trainingData,
    SortedMap<String, Double> accuracy,
    Instant created) {

  /** The temperature of a model that is not calibrated. */
  public static final double NOT_CALIBRATED = 1;

  /**
   * Labels, groups and the version are shown in logs and terminals, and programs compare them. Two
   * invisible characters belong to the spelling of some languages: those that join letters or not.
   */
  static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\u200C\\u200D]]");

  private static final Pattern BLANK_END = Pattern.compile("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the version is blank, a label or group is blank or has a
   *     control character or another invisible one, or is {@linkplain ReservedLabels reserved}, a
   *     label stands twice, there are fewer than two, or another number of groups, the temperature
   *     is not positive and finite, an activity that is never unknown is not a label, or an
   *     accuracy is not within 0 and 1
   */
  public ModelCard {
    labels = List.copyOf(labels);
    groups = List.copyOf(groups);
    accuracy = Collections.unmodifiableSortedMap(new TreeMap<>(accuracy));
    requireLines("version", List.of(version));
    requireLines("label", labels);
    requireLines("group", groups);
    ReservedLabels.requireNone("label", labels);
    ReservedLabels.requireNone("group", groups);
    if (labels.size() < 2 || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException(
          "labels %s are fewer than two or repeat%s"
              .formatted(labels, labels.size() == 1 ? "; write each in a line of its own" : ""));
    }
    if (groups.size() != labels.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "groups %s are %d, and there are %d labels",
              groups,
              groups.size(),
              labels.size()));
    }
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException(
          "temperature " + temperature + " is not positive and finite");
    }
    Set<String> others =
        new TreeSet<>(energyThreshold.map(EnergyThreshold::neverUnknown).orElse(Set.of()));
    labels.forEach(others::remove);
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "never-unknown has %s, not among the labels %s".formatted(others, labels));
    }
    accuracy.forEach(
        (protocol, share) -> {
          if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                "accuracy " + share + " of " + protocol + " is not within 0 and 1");
          }
        });
  }

  private static void requireLines(String what, List<String> names) {
    for (String name : names) {
      if (plain(name).isEmpty() || INVISIBLE.matcher(name).find()) {
        throw new IllegalArgumentException(
            "%s '%s' is blank or has a line break or another invisible character"
                .formatted(what, name));
      }
    }
  }

  /** Without blanks at the ends and byte order marks, which editors put at the start of a text. */
  static String plain(String text) {
    return BLANK_END.matcher(text.replace("\uFEFF", "")).replaceAll("");
  }

  /** Whether the probabilities are calibrated. */
  public boolean isCalibrated() {
    return temperature != NOT_CALIBRATED;
  }

  /** The card as the metadata of a model file. */
  public Map<String, String> toMetadata() {
    return ModelCardMetadata.of(this);
  }

  /**
   * Reads the card from the metadata of a model file. Other entries are ignored, and so are blanks
   * around an entry or a line of it, and byte order marks.
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
