// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.streams.config.MetricsSettings.KafkaMeterScope;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Values that Kafka's {@link org.apache.kafka.common.config.ConfigDef} has no type for: durations,
 * sizes, body units, devices. A validator's text says what a setting takes; it is used in the error
 * message and in the table of the documentation.
 */
final class SettingValues {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(KB|MB|GB)");

  /** Kafka's rule. */
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private SettingValues() {}

  static Validator text(String what) {
    return validator(what, value -> !((String) value).isBlank());
  }

  static Validator topic() {
    return validator(
        "a topic's name: letters, digits, `.`, `_` and `-`",
        value -> TOPIC.matcher((String) value).matches());
  }

  static Validator hostName() {
    return validator("a host name or an address", value -> ((String) value).matches("\\S+"));
  }

  static Validator textOrEmpty(String what) {
    return validator(what + ", or empty", value -> true);
  }

  static Validator trueOrFalse() {
    return validator("true or false", value -> true);
  }

  static Validator wholeNumber(int least, int most) {
    return validator(
        String.format(Locale.ROOT, "a whole number from %d to %d", least, most),
        value -> (int) value >= least && (int) value <= most);
  }

  static Validator share() {
    return validator(
        "a number above 0, up to 1",
        // As a float, which the settings hold: a smaller number would become 0.
        value -> (float) (double) value > 0 && (double) value <= 1);
  }

  static Validator numberAboveZero() {
    return validator("a number above 0", value -> (float) (double) value > 0);
  }

  static Validator numberOrEmpty() {
    return validator(
        "a number, or empty",
        value -> ((String) value).isEmpty() || Double.isFinite(parseNumber((String) value)));
  }

  /** Reads a number; throws {@link IllegalArgumentException} for any other text. */
  static double parseNumber(String value) {
    return Double.parseDouble(value.strip());
  }

  /** The examples help users who write one for the first time. */
  static Validator duration(String least, String most) {
    Duration min = parseDuration(least);
    Duration max = parseDuration(most);
    return durations(
        "a duration from %s to %s, such as 200ms, 5s, 10m or 1h".formatted(least, most),
        value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
  }

  static Validator zeroOrDuration(String least, String most) {
    Duration min = parseDuration(least);
    Duration max = parseDuration(most);
    return durations(
        "0s or a duration from %s to %s".formatted(least, most),
        value -> value.isZero() || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0));
  }

  static Validator durationsOrEmpty() {
    return validator(
        "a list of GROUP=DURATION, such as sitting=10m,stairs=1m, or empty",
        value -> {
          parseDurations((String) value);
          return true;
        });
  }

  /** Reads durations of at least 5 s; throws {@link IllegalArgumentException} for others. */
  static Map<String, Duration> parseDurations(String text) {
    Map<String, Duration> durations = new LinkedHashMap<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int equals = entry.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(entry);
      }
      String group = entry.substring(0, equals).strip();
      Duration duration = parseDuration(entry.substring(equals + 1).strip());
      if (group.isEmpty()
          || duration.compareTo(Duration.ofSeconds(5)) < 0
          || durations.put(group, duration) != null) {
        throw new IllegalArgumentException(entry);
      }
    }
    return durations;
  }

  static Validator divisorOfSegment() {
    return durations(
        "a duration from 40ms that divides a segment's 5s, such as 5s, 2500ms or 1s",
        value -> {
          long micros = value.toNanos() / 1000;
          return micros >= Segment.COLUMN_MICROS && Segment.LENGTH_MICROS % micros == 0;
        });
  }

  static Validator segmentAlignment() {
    return validator("epoch or wearer", value -> parseAlignment((String) value) != null);
  }

  /** Reads the name of an alignment; throws {@link IllegalArgumentException} for any other. */
  static SegmentAlignment parseAlignment(String value) {
    return SegmentAlignment.valueOf(value.strip().toUpperCase(Locale.ROOT));
  }

  static Validator outputFormat() {
    return validator("avro or json", value -> parseOutputFormat((String) value) != null);
  }

  /** Reads the name of a format; throws {@link IllegalArgumentException} for any other. */
  static OutputFormat parseOutputFormat(String value) {
    return OutputFormat.valueOf(value.strip().toUpperCase(Locale.ROOT));
  }

  static Validator unitOfAcceleration() {
    return validator("m/s2 or g", value -> parseAccelerationUnit((String) value) != null);
  }

  /** Reads a unit; throws {@link IllegalArgumentException} for any other text. */
  static AccelerationUnit parseAccelerationUnit(String value) {
    for (AccelerationUnit unit : AccelerationUnit.values()) {
      if (unit.toString().equals(value.strip())) {
        return unit;
      }
    }
    throw new IllegalArgumentException(value);
  }

  static Validator instant(String least, String most) {
    Instant min = parseInstant(least);
    Instant max = parseInstant(most);
    return validator(
        "a time in UTC from %s to %s, such as 2000-01-01T00:00:00Z".formatted(least, most),
        value -> {
          Instant instant = parseInstant((String) value);
          return !instant.isBefore(min) && !instant.isAfter(max);
        });
  }

  /** Reads a time in UTC; throws {@link IllegalArgumentException} for any other text. */
  static Instant parseInstant(String value) {
    try {
      return Instant.parse(value.strip());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(value, e);
    }
  }

  private static Validator durations(String what, Predicate<Duration> predicate) {
    return validator(what, value -> predicate.test(parseDuration((String) value)));
  }

  static Validator sizeOrEmpty(String least) {
    long min = parseSize(least);
    return validator(
        "a size of at least %s, such as 64MB or 2GB, or empty".formatted(least),
        value -> ((String) value).isEmpty() || parseSize((String) value) >= min);
  }

  static Validator units() {
    return validator(
        "a list of " + Arrays.toString(BodyUnit.values()),
        value -> !parseUnits((String) value).isEmpty());
  }

  static Validator unitsOrEmpty() {
    return validator(units() + ", or empty", value -> parseUnits((String) value) != null);
  }

  static Validator path() {
    return textOrEmpty("a path");
  }

  static Validator device() {
    return validator(ModelDevice.SYNTAX, value -> ModelDevice.parse((String) value) != null);
  }

  static Validator meterScope() {
    String names =
        Arrays.stream(KafkaMeterScope.values())
            .map(scope -> scope.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return validator("one of " + names, value -> parseMeterScope((String) value) != null);
  }

  /**
   * A value that cannot be read is as invalid as one that is rejected; null is one that is not of
   * its type.
   */
  private static Validator validator(String what, Predicate<Object> predicate) {
    return LambdaValidator.with(
        (key, value) -> {
          boolean valid;
          try {
            valid = value != null && predicate.test(value);
          } catch (IllegalArgumentException e) {
            valid = false;
          }
          if (!valid) {
            throw new ConfigException(key, value, "not " + what);
          }
        },
        () -> what);
  }

  static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** A duration as users write it, in the largest unit that divides it. */
  static String text(Duration duration) {
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + "ms";
    } else if (duration.toSecondsPart() != 0 || duration.isZero()) {
      return duration.toSeconds() + "s";
    } else if (duration.toMinutesPart() != 0) {
      return duration.toMinutes() + "m";
    }
    return duration.toHoursPart() != 0 ? duration.toHours() + "h" : duration.toDays() + "d";
  }

  /** Bytes. */
  static long parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    int power =
        switch (matcher.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return Long.parseLong(matcher.group(1)) << power;
  }

  static Set<BodyUnit> parseUnits(String text) {
    Set<BodyUnit> units = EnumSet.noneOf(BodyUnit.class);
    if (!text.isEmpty()) {
      for (String name : text.split(",", -1)) {
        units.add(BodyUnit.valueOf(name.trim()));
      }
    }
    return units;
  }

  static KafkaMeterScope parseMeterScope(String text) {
    return KafkaMeterScope.valueOf(text.toUpperCase(Locale.ROOT));
  }
}
