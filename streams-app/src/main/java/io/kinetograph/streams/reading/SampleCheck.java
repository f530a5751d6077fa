// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.config.ReadingSettings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts the samples of a reading to m/s^2, and rejects those out of range. */
final class SampleCheck {

  /** Fewer samples may all be a spike: they must be just what a unit has at rest. */
  private static final int MIN_SIZE = 5;

  private final AccelerationUnit unit;
  private final float factor;
  private final float maxAcceleration;
  private final float maxFiniteAcceleration;

  SampleCheck(ReadingSettings limits) {
    this.unit = limits.accelerationUnit();
    this.factor = unit.inMetersPerSecondSquared();
    this.maxAcceleration = limits.maxAcceleration();
    this.maxFiniteAcceleration = Math.min(maxAcceleration, Float.MAX_VALUE);
  }

  /** Converts and checks all axes, which have the same size. */
  void check(Reading reading) {
    if (unit != AccelerationUnit.M_S2) {
      convert(reading.x);
      convert(reading.y);
      convert(reading.z);
    }
    check(reading, reading.x);
    check(reading, reading.y);
    check(reading, reading.z);
  }

  private void convert(Reading.Axis axis) {
    for (int i = 0; i < axis.size; i++) {
      axis.samples[i] *= factor;
    }
  }

  private void check(Reading reading, Reading.Axis axis) {
    for (int i = 0; i < axis.size; i++) {
      float sample = axis.samples[i];
      // False for NaN too.
      if (!(Math.abs(sample) <= maxFiniteAcceleration)) {
        throw Float.isFinite(sample)
            ? tooLarge(reading, axis, i)
            : new InvalidReadingException(
                axis.field, "has " + sample + " at sample " + i + ", not a finite number");
      }
    }
  }

  private InvalidReadingException tooLarge(Reading reading, Reading.Axis axis, int i) {
    String message =
        "has %s m/s^2 at sample %s, beyond %s".formatted(axis.samples[i], i, maxAcceleration);
    // A spike of one axis, of a reading that is right otherwise, says nothing about the unit.
    double magnitude = magnitude(reading, 1) / factor;
    LikelyUnit likely = likelyUnit(reading, magnitude);
    if (likely == null) {
      return new InvalidReadingException(axis.field, message);
    }
    String hint =
        String.format(
            Locale.ROOT,
            "; with a mean magnitude of %.0f, the reading looks like %s",
            magnitude,
            likely.text());
    return new InvalidReadingException(
        axis.field, message + hint, likely.suspicion(), reading.unit);
  }

  private @Nullable LikelyUnit likelyUnit(Reading reading, double magnitude) {
    if (reading.size() < MIN_SIZE) {
      return LikelyUnit.atRest(magnitude);
    } else if (magnitude * factor < maxAcceleration / 2) {
      return null;
    }
    double square = magnitude(reading, 2) / factor / factor;
    double deviation = Math.sqrt(Math.max(0, square - magnitude * magnitude));
    return LikelyUnit.of(magnitude, deviation < 0.1 * magnitude, unit);
  }

  /** The mean of a power of the magnitude. */
  private static double magnitude(Reading reading, int power) {
    double sum = 0;
    for (int i = 0; i < reading.size(); i++) {
      double x = reading.x(i);
      double y = reading.y(i);
      double z = reading.z(i);
      double square = x * x + y * y + z * z;
      sum += power == 2 ? square : Math.sqrt(square);
    }
    return sum / reading.size();
  }
}
