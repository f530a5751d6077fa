package io.kinetograph.inference;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The card's entries in a model file: names, and how each value is written. */
final class ModelCardMetadata {

  private static final String PREFIX = "kinetograph.";
  private static final String VERSION = PREFIX + "version";
  private static final String LABELS = PREFIX + "labels";
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

  private final String model;
  private final Map<String, String> metadata;

  /**
   * @param model the file's name, for messages
   */
  ModelCardMetadata(String model, Map<String, String> metadata) {
    this.model = model;
    this.metadata = metadata;
  }

  static Map<String, String> write(ModelCard card) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(VERSION, card.version());
    metadata.put(LABELS, String.join("\n", card.labels()));
    metadata.put(PIXEL_MIN, Float.toString(card.scale().min()));
    metadata.put(PIXEL_MAX, Float.toString(card.scale().max()));
    metadata.putAll(new TreeMap<>(LAYOUT));
    metadata.put(TRAINING_DATA, card.trainingData());
    card.accuracy().forEach((name, share) -> metadata.put(ACCURACY + name, share.toString()));
    metadata.put(CREATED, card.created().toString());
    return metadata;
  }

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
    List<String> labels = List.of(text(LABELS).split("\n", -1));
    float min = (float) number(PIXEL_MIN);
    float max = (float) number(PIXEL_MAX);
    try {
      return new ModelCard(
          text(VERSION),
          labels,
          new PixelScale(min, max),
          text(TRAINING_DATA),
          accuracy,
          created());
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private String text(String key) throws InvalidModelException {
    String value = metadata.get(key);
    if (value == null) {
      throw invalid(key + " is missing");
    }
    return value;
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
    return new InvalidModelException("%s: model card: %s".formatted(model, reason));
  }
}
