// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.ReadingSettings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Decodes and validates the records of the input topic. */
public final class ReadingDecoder {

  /** The shortest sample period, in microseconds: 1 kHz. */
  private static final int MIN_PERIOD_MICROS = 1_000;

  /** The longest sample period, in microseconds: 10 Hz. */
  private static final int MAX_PERIOD_MICROS = 100_000;

  /** The most samples of a reading. */
  private static final int MAX_SAMPLES = 1024;

  private final Deserializer<AccelerometerReading> deserializer;
  private final ReadingSettings limits;

  /**
   * Creates a decoder.
   *
   * @param deserializer decodes a record's value
   * @param limits limits of a valid reading
   */
  public ReadingDecoder(Deserializer<AccelerometerReading> deserializer, ReadingSettings limits) {
    this.deserializer = deserializer;
    this.limits = limits;
  }

  /**
   * Decodes one record.
   *
   * @param topic the record's topic
   * @param key the wearer's id in UTF-8
   * @param value an {@link AccelerometerReading}
   * @param brokerMillis the broker's clock when it appended the record, or the closest known time,
   *     in milliseconds since the epoch
   * @throws InvalidReadingException if the record is invalid or exceeds a limit; it names the field
   *     and the value
   */
  public Reading decode(
      String topic, byte @Nullable [] key, byte @Nullable [] value, long brokerMillis) {
    String wearer = wearer(key);
    AccelerometerReading record = record(topic, value);
    if (!record.getWearer().equals(wearer)) {
      throw new InvalidReadingException(
          "wearer",
          "'%s' is not the key '%s'".formatted(truncated(record.getWearer()), truncated(wearer)));
    }
    BodyUnit unit = unit(record.getUnit());
    int period = record.getSamplePeriodMicros();
    if (period < MIN_PERIOD_MICROS || period > MAX_PERIOD_MICROS) {
      throw new InvalidReadingException(
          "samplePeriodMicros",
          period
              + " is not from "
              + MIN_PERIOD_MICROS
              + " (1 kHz) to "
              + MAX_PERIOD_MICROS
              + " (10 Hz)");
    }
    int size = record.getX().size();
    if (size < 1 || size > MAX_SAMPLES) {
      throw new InvalidReadingException("x", "has " + size + " samples, not 1 to " + MAX_SAMPLES);
    }
    if (record.getY().size() != size || record.getZ().size() != size) {
      String field = record.getY().size() != size ? "y" : "z";
      int other = field.equals("y") ? record.getY().size() : record.getZ().size();
      throw new InvalidReadingException(field, "has " + other + " samples and x has " + size);
    }
    Reading reading =
        new Reading(
            wearer,
            unit,
            startMicros(record.getStartedAt()),
            period,
            axis("x", FloatAxes.toArray(record.getX())),
            axis("y", FloatAxes.toArray(record.getY())),
            axis("z", FloatAxes.toArray(record.getZ())));
    long latestMicros = 1000 * (brokerMillis + limits.maxClockSkew().toMillis());
    // Also check the start by itself: the end of a reading near the largest time overflows.
    if (reading.timeMicros(0) > latestMicros || reading.endMicros() > latestMicros) {
      throw new InvalidReadingException(
          "startedAt",
          "%s is more than %s ahead of the broker's clock"
              .formatted(record.getStartedAt(), limits.maxClockSkew()));
    }
    return reading;
  }

  /** A record may contain anything as an id. */
  private static String truncated(String id) {
    return InvalidReadingException.truncated(id, 100);
  }

  private static String wearer(byte @Nullable [] key) {
    if (key == null || key.length == 0) {
      throw new InvalidReadingException("key", "is missing");
    }
    if (key.length > Short.MAX_VALUE) {
      throw new InvalidReadingException(
          "key", "has " + key.length + " bytes, more than " + Short.MAX_VALUE + " for an id");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidReadingException("key", "is not UTF-8");
    }
  }

  private AccelerometerReading record(String topic, byte @Nullable [] value) {
    if (value == null) {
      throw new InvalidReadingException("value", "is missing");
    }
    try {
      return deserializer.deserialize(topic, value);
    } catch (SerializationException e) {
      throw new InvalidReadingException("value", "is " + e.getMessage());
    }
  }

  private static BodyUnit unit(Unit unit) {
    return switch (unit) {
      case TORSO -> BodyUnit.TORSO;
      case RIGHT_ARM -> BodyUnit.RIGHT_ARM;
      case LEFT_ARM -> BodyUnit.LEFT_ARM;
      case RIGHT_LEG -> BodyUnit.RIGHT_LEG;
      case LEFT_LEG -> BodyUnit.LEFT_LEG;
      case UNKNOWN -> throw new InvalidReadingException("unit", "is unknown to this version");
    };
  }

  private static long startMicros(Instant startedAt) {
    if (startedAt.isBefore(Instant.EPOCH)) {
      throw new InvalidReadingException("startedAt", startedAt + " is before 1970");
    }
    // Not ChronoUnit.MICROS: it counts in nanoseconds, which overflow in the year 2262.
    return startedAt.getEpochSecond() * 1_000_000L + startedAt.getNano() / 1000;
  }

  private float[] axis(String field, float[] samples) {
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new InvalidReadingException(
            field, "has " + samples[i] + " at sample " + i + ", not a finite number");
      }
      if (Math.abs(samples[i]) > limits.maxAcceleration()) {
        throw new InvalidReadingException(
            field,
            "has %s m/s^2 at sample %d, beyond %s"
                .formatted(samples[i], i, limits.maxAcceleration()));
      }
    }
    return samples;
  }
}
