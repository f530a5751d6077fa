// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a duration in the notation of the app's settings: {@code 60s}, {@code 5m}, {@code 1h}. At
 * most 1000 days, so that nanoseconds fit into a long.
 */
final class DurationConverter implements ITypeConverter<Duration> {

  private static final Duration LONGEST = Duration.ofDays(1000);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  @Override
  public Duration convert(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + value + "' is not a duration such as 60s or 5m");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "'" + value + "' is longer than " + LONGEST.toDays() + " days");
    }
    return duration;
  }
}
