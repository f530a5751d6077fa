// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form of a {@link ModelCard} in the metadata of a model file: text by key.
 *
 * @param model the file's name, for messages
 * @param metadata of the file
 */
record ModelCardMetadata(String model, Map<String, String> metadata) {

  /** Of the keys of all entries. */
  static final String PREFIX = "kinetograph.";

  private static final String VERSION = PREFIX + "version";
  private static final String LABELS = PREFIX + "labels";
  private static final String GROUPS = PREFIX + "groups";
  private static final String TEMPERATURE = PREFIX + "temperature";
  private static final String ENERGY_THRESHOLD = PREFIX + "energy-threshold";
  private static final String NEVER_UNKNOWN = PREFIX + "never-unknown";
  private static final String PIXEL_MIN = PREFIX + "pixel.min";
  private static final String PIXEL_MAX = PREFIX + "pixel.max";
  private static final String TRAINING_DATA = PREFIX + "training-data";
  private static final String CREATED = PREFIX + "created";
  private static final String ACCURACY = PREFIX + "accuracy.";

  /** What must be the same in the model and in the code that renders its pictures. */
  private static final Map<String, String> LAYOUT =
      Map.of(
          PREFIX + "units",
          Arrays.stream(BodyUnit.values()).map(Enum::name).collect(Collectors.joining(",")),
          PREFIX + "axes",
          "x,y,z",
          PREFIX + "sample-rate-hz",
          Integer.toString(Segment.SAMPLE_RATE_HZ),
          PREFIX + "segment-millis",
          Long.toString(Segment.LENGTH_MICROS / 1000));

  /** The metadata of a card. */
  static Map<String, String> of(ModelCard card) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(VERSION, card.version());
    metadata.put(LABELS, String.join("\n", card.labels()));
    metadata.put(GROUPS, String.join("\n", card.groups()));
    metadata.put(TEMPERATURE, Double.toString(card.temperature()));
    card.energyThreshold()
        .ifPresent(
            threshold -> {
              metadata.put(ENERGY_THRESHOLD, Double.toString(threshold.value()));
              if (!threshold.neverUnknown().isEmpty()) {
                metadata.put(NEVER_UNKNOWN, String.join("\n", threshold.neverUnknown()));
              }
            });
    metadata.put(PIXEL_MIN, Float.toString(card.scale().min()));
    metadata.put(PIXEL_MAX, Float.toString(card.scale().max()));
    metadata.putAll(new TreeMap<>(LAYOUT));
    metadata.put(TRAINING_DATA, card.trainingData());
    card.accuracy().forEach((name, share) -> metadata.put(ACCURACY + name, share.toString()));
    metadata.put(CREATED, card.created().toString());
    return metadata;
  }

  /**
   * Reads the card.
   *
   * @throws InvalidModelException if an entry is missing, cannot be read, or states a layout of the
   *     picture other than this version's; it names the file, the entry and its value
   */
  ModelCard read() throws InvalidModelException {
    for (var entry : new TreeMap<>(LAYOUT).entrySet()) {
      String value = text(entry.getKey());
      if (!value.equals(entry.getValue())) {
        throw invalid(
            "%s is '%s', and this version reads '%s'"
                .formatted(entry.getKey(), value, entry.getValue()));
      }
    }
    SortedMap<String, Double> accuracy = new TreeMap<>();
    for (var entry : metadata.entrySet()) {
      if (entry.getKey().startsWith(ACCURACY)) {
        accuracy.put(entry.getKey().substring(ACCURACY.length()), number(entry.getKey()));
      }
    }
    List<String> labels = lines(LABELS);
    List<String> groups = metadata.containsKey(GROUPS) ? lines(GROUPS) : labels;
    double temperature =
        metadata.containsKey(TEMPERATURE) ? number(TEMPERATURE) : ModelCard.NOT_CALIBRATED;
    float min = (float) number(PIXEL_MIN);
    float max = (float) number(PIXEL_MAX);
    try {
      return new ModelCard(
          text(VERSION),
          labels,
          groups,
          temperature,
          energyThreshold(),
          new PixelScale(min, max),
          text(TRAINING_DATA),
          accuracy,
          created());
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private Optional<EnergyThreshold> energyThreshold() throws InvalidModelException {
    if (!metadata.containsKey(ENERGY_THRESHOLD)) {
      if (metadata.containsKey(NEVER_UNKNOWN)) {
        throw invalid(ENERGY_THRESHOLD + " is missing, but there is " + NEVER_UNKNOWN);
      }
      return Optional.empty();
    }
    double value = number(ENERGY_THRESHOLD);
    // Some exporters write an entry without a label instead of none.
    Set<String> never =
        metadata.containsKey(NEVER_UNKNOWN) && !text(NEVER_UNKNOWN).isEmpty()
            ? new HashSet<>(lines(NEVER_UNKNOWN))
            : Set.of();
    return Optional.of(new EnergyThreshold(value, never));
  }

  private String text(String key) throws InvalidModelException {
    String value = metadata.get(key);
    if (value == null) {
      throw invalid(key + " is missing");
    }
    return ModelCard.plain(value);
  }

  /** The lines of an entry, which an editor of another system may have ended in its own way. */
  private List<String> lines(String key) throws InvalidModelException {
    return Pattern.compile("\\R").splitAsStream(text(key)).map(ModelCard::plain).toList();
  }

  private double number(String key) throws InvalidModelException {
    String value = text(key);
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw invalid("%s is '%s', not a number".formatted(key, value));
    }
  }

  private Instant created() throws InvalidModelException {
    String value = text(CREATED);
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw invalid(
          "%s is '%s', not an instant such as 2026-11-24T12:00:00Z".formatted(CREATED, value));
    }
  }

  private InvalidModelException invalid(@Nullable String reason) {
    String line = ModelCard.INVISIBLE.matcher(String.valueOf(reason)).replaceAll("?");
    return new InvalidModelException("%s: model card: %s".formatted(model, line));
  }
}
