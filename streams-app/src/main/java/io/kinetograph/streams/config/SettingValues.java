// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.program.HostNames;
import io.kinetograph.program.TopicName;
import io.kinetograph.streams.config.MetricsSettings.KafkaMeterScope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/**
 * Values that Kafka's {@link org.apache.kafka.common.config.ConfigDef} has no type for: durations,
 * sizes, body units, devices. A validator's text says what a setting takes; it is used in the error
 * message and in the table of the documentation.
 */
final class SettingValues {

  /** With the rest of the names of the changelogs, 19 characters. */
  private static final Pattern TOPIC_PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,230}");

  /** A name or an IPv4 address, or an IPv6 address, which has two colons at least. */
  private static final Pattern HOST =
      Pattern.compile(
          "[a-zA-Z0-9._-]+|\\[?[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*(%[^\\s\\]]+)?]?");

  private static final Pattern HOST_NAME = Pattern.compile("[^/\\s;]*");

  private static final int MAX_PORT = 65_535;

  private static final Duration COLUMN = Duration.of(Segment.COLUMN_MICROS, ChronoUnit.MICROS);
  private static final Duration SEGMENT = Duration.of(Segment.LENGTH_MICROS, ChronoUnit.MICROS);

  private SettingValues() {}

  static Validator text(String what) {
    return validator(what, value -> !((String) value).isBlank());
  }

  static Validator topic() {
    return validator(TopicName.SYNTAX, value -> TopicName.isValid((String) value));
  }

  /** The application id begins the names of the changelog topics. */
  static Validator topicPrefix() {
    return validator(
        "a name of 1 to 230 letters, digits, `.`, `_` and `-`",
        value -> TOPIC_PREFIX.matcher((String) value).matches());
  }

  static Validator servers() {
    return validator(
        "a list of HOST:PORT, separated by commas",
        value ->
            Arrays.stream(((String) value).split(",", -1))
                .map(String::strip)
                .allMatch(SettingValues::isServer));
  }

  private static boolean isServer(String server) {
    Integer port = Utils.getPort(server);
    return Utils.getHost(server) != null && port != null && port <= MAX_PORT;
  }

  static Validator countFrom1() {
    return validator(
        "a whole number from 1 to 1000",
        value -> {
          int count = Integer.parseInt(((String) value).strip());
          return count >= 1 && count <= 1000;
        });
  }

  static Validator hostName() {
    return validator(
        "a host name or an address, without a port",
        value -> HOST.matcher((String) value).matches());
  }

  static Validator hostNamesOrEmpty() {
    return validator(
        "comma-separated names, without `http://`, or empty",
        value ->
            HostNames.parse((String) value).stream()
                .allMatch(name -> HOST_NAME.matcher(name).matches()));
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

  static Validator shareOrZero() {
    return validator("a number from 0 to 1", value -> (double) value >= 0 && (double) value <= 1);
  }

  static Validator numberAboveZero() {
    return validator("a number above 0", value -> (float) (double) value > 0);
  }

  static Validator numberOrEmpty() {
    return validator(
        "a number, or empty",
        value ->
            ((String) value).isEmpty() || Double.isFinite(SettingText.parseNumber((String) value)));
  }

  /** The examples help users who write one for the first time. */
  static Validator duration(String least, String most) {
    Duration min = SettingText.parseDuration(least);
    Duration max = SettingText.parseDuration(most);
    return durations(
        "a duration from %s to %s, such as 200ms, 5s, 10m or 1h".formatted(least, most),
        value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
  }

  static Validator zeroOrDuration(String least, String most) {
    Duration min = SettingText.parseDuration(least);
    Duration max = SettingText.parseDuration(most);
    return durations(
        "0s or a duration from %s to %s".formatted(least, most),
        value -> value.isZero() || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0));
  }

  /** The range is that of each duration. */
  static Validator durationsOrEmpty(String least, String most) {
    Duration min = SettingText.parseDuration(least);
    Duration max = SettingText.parseDuration(most);
    return validator(
        ("a list of GROUP=DURATION, each group once, each duration from %s to %s, or empty, such as"
                + " sitting=10m,stairs=1m")
            .formatted(least, most),
        value ->
            SettingText.parseDurations((String) value).values().stream()
                .allMatch(each -> each.compareTo(min) >= 0 && each.compareTo(max) <= 0));
  }

  static Validator divisorOfSegment() {
    return durations(
        "a duration from 40ms that divides a segment's 5s, such as 5s, 2500ms or 1s",
        value ->
            value.compareTo(COLUMN) >= 0
                && value.compareTo(SEGMENT) <= 0
                && SEGMENT.toNanos() % value.toNanos() == 0);
  }

  static Validator segmentAlignment() {
    return validator(
        "epoch or wearer", value -> SettingText.parseAlignment((String) value) != null);
  }

  static Validator outputFormat() {
    return validator(
        "avro or json", value -> SettingText.parseOutputFormat((String) value) != null);
  }

  static Validator unitOfAcceleration() {
    return validator(
        "m/s2 or g", value -> SettingText.parseAccelerationUnit((String) value) != null);
  }

  static Validator instant(String least, String most) {
    Instant min = SettingText.parseInstant(least);
    Instant max = SettingText.parseInstant(most);
    return validator(
        "a time in UTC from %s to %s, such as 2000-01-01T00:00:00Z".formatted(least, most),
        value -> {
          Instant instant = SettingText.parseInstant((String) value);
          return !instant.isBefore(min) && !instant.isAfter(max);
        });
  }

  private static Validator durations(String what, Predicate<Duration> predicate) {
    return validator(what, value -> predicate.test(SettingText.parseDuration((String) value)));
  }

  static Validator sizeOrEmpty(String least) {
    long min = SettingText.parseSize(least);
    return validator(
        "a size of at least %s, or empty, such as 64MB or 2GB".formatted(least),
        value -> ((String) value).isEmpty() || SettingText.parseSize((String) value) >= min);
  }

  static Validator units() {
    return validator(
        "a list of " + Arrays.toString(BodyUnit.values()),
        value -> !SettingText.parseUnits((String) value).isEmpty());
  }

  static Validator unitsOrEmpty() {
    return validator(
        units() + ", or empty", value -> SettingText.parseUnits((String) value) != null);
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
    return validator(
        "one of " + names, value -> SettingText.parseMeterScope((String) value) != null);
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
}
