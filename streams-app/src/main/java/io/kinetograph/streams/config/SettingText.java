// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.program.Durations;
import io.kinetograph.streams.config.MetricsSettings.KafkaMeterScope;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of settings as people write them. */
final class SettingText {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(KB|MB|GB)");

  private SettingText() {}

  /** Reads a number; throws {@link IllegalArgumentException} for any other text. */
  static double parseNumber(String value) {
    return Double.parseDouble(value.strip());
  }

  /** Reads a duration for each group; throws {@link IllegalArgumentException} for other text. */
  static Map<String, Duration> parseDurations(String text) {
    Map<String, Duration> durations = new LinkedHashMap<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int equals = entry.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(entry);
      }
      String group = entry.substring(0, equals).strip();
      Duration duration = parseDuration(entry.substring(equals + 1).strip());
      if (group.isEmpty() || durations.put(group, duration) != null) {
        throw new IllegalArgumentException(entry);
      }
    }
    return durations;
  }

  /** Reads the name of an alignment; throws {@link IllegalArgumentException} for any other. */
  static SegmentAlignment parseAlignment(String value) {
    return SegmentAlignment.valueOf(value.strip().toUpperCase(Locale.ROOT));
  }

  /** Reads the name of a format; throws {@link IllegalArgumentException} for any other. */
  static OutputFormat parseOutputFormat(String value) {
    return OutputFormat.valueOf(value.strip().toUpperCase(Locale.ROOT));
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

  /** Reads a time in UTC; throws {@link IllegalArgumentException} for any other text. */
  static Instant parseInstant(String value) {
    try {
      return Instant.parse(value.strip());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(value, e);
    }
  }

  /** Reads a duration; throws {@link IllegalArgumentException} for any other text. */
  static Duration parseDuration(String text) {
    return Durations.parse(text);
  }

  /** Reads a number of bytes; throws {@link IllegalArgumentException} for any other text. */
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

  /** Reads names of units; throws {@link IllegalArgumentException} for any other text. */
  static Set<BodyUnit> parseUnits(String text) {
    Set<BodyUnit> units = EnumSet.noneOf(BodyUnit.class);
    if (!text.isEmpty()) {
      for (String name : text.split(",", -1)) {
        units.add(BodyUnit.valueOf(name.trim()));
      }
    }
    return units;
  }

  /** Reads the name of a scope; throws {@link IllegalArgumentException} for any other. */
  static KafkaMeterScope parseMeterScope(String text) {
    return KafkaMeterScope.valueOf(text.toUpperCase(Locale.ROOT));
  }
}
