// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.BodyLocator;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.InvalidFieldException;
import io.kinetograph.schemas.Unit;
import io.kinetograph.schemas.registry.SchemaNotGivenException;
import io.kinetograph.streams.config.ReadingSettings;
import java.nio.charset.CharacterCodingException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and validates the records of the input topic. It has one {@link Reading}, which it fills
 * again for each record: use it from one thread.
 *
 * <p>An Avro record of the current schema, nearly every one, is parsed by {@link BodyParser}. What
 * that does not accept, and JSON, is decoded by the deserializer. The checks of the values are the
 * same for all.
 */
public final class ReadingDecoder {

  /** Where Confluent's serializers put the schema of a key, if not before it (a zero byte). */
  private static final String KEY_SCHEMA = "__key_schema_id";

  private final Deserializer<AccelerometerReading> deserializer;
  private final @Nullable BodyLocator<AccelerometerReading> locator;
  private final TimeCheck times;
  private final SampleCheck samples;
  private final WearerCache wearers = new WearerCache();
  private final BodyParser parser = new BodyParser();
  private final Reading reading = new Reading();

  /**
   * Creates a decoder.
   *
   * @param deserializer decodes a record's value; if it is a {@link BodyLocator}, only those that
   *     are not in the usual bytes of the current schema
   * @param limits limits of a valid reading
   */
  public ReadingDecoder(Deserializer<AccelerometerReading> deserializer, ReadingSettings limits) {
    this.deserializer = deserializer;
    this.locator = deserializer instanceof BodyLocator<AccelerometerReading> found ? found : null;
    this.times = new TimeCheck(limits);
    this.samples = new SampleCheck(limits);
  }

  /**
   * Decodes one record of which only this machine's clock can tell whether it is from the future.
   *
   * @param wallMillis this machine's clock, in milliseconds since the epoch
   * @see #decode(String, Headers, byte[], byte[], OptionalLong, long)
   */
  public Reading decode(
      String topic,
      Headers headers,
      byte @Nullable [] key,
      byte @Nullable [] value,
      long wallMillis) {
    return decode(topic, headers, key, value, OptionalLong.empty(), wallMillis);
  }

  /**
   * Decodes one record.
   *
   * @param topic the record's topic
   * @param headers the record's headers, where a registry's serializer may name the schema
   * @param key the wearer's id in UTF-8
   * @param value an {@link AccelerometerReading}, in Avro or JSON
   * @param brokerMillis the broker's clock when it appended the record, in milliseconds since the
   *     epoch; empty if it is not known
   * @param wallMillis this machine's clock, which decides if the broker's is not known
   * @return the reading; valid until the next call
   * @throws InvalidReadingException if the record is invalid or exceeds a limit; it names the field
   *     and the value
   */
  public Reading decode(
      String topic,
      Headers headers,
      byte @Nullable [] key,
      byte @Nullable [] value,
      OptionalLong brokerMillis,
      long wallMillis) {
    long clockMillis = brokerMillis.orElse(wallMillis);
    if (key == null || key.length == 0) {
      throw new InvalidReadingException("key", "is missing");
    }
    reading.wearer = wearer(key);
    if (!parse(headers, key, value)) {
      fill(record(topic, headers, value, clockMillis), headers, key);
    }
    check(brokerMillis, wallMillis);
    return reading;
  }

  private boolean parse(Headers headers, byte[] key, byte @Nullable [] value) {
    if (locator == null || value == null) {
      return false;
    }
    int offset = locator.bodyOffset(headers, value);
    return offset >= 0 && parser.parse(key, value, offset, reading);
  }

  private void fill(AccelerometerReading record, Headers headers, byte[] key) {
    if (!record.getWearer().equals(reading.wearer)) {
      if (key[0] == 0 || headers.lastHeader(KEY_SCHEMA) != null) {
        throw new InvalidReadingException(
            "key",
            "is encoded with a schema; write the wearer's id '%s' in UTF-8, with a string serializer"
                .formatted(truncated(record.getWearer())));
      }
      if (reading.wearer.equals("\"" + record.getWearer() + "\"")) {
        throw new InvalidReadingException(
            "key",
            "is the wearer's id in quotes, as JSON; write '%s' without quotes, as text"
                .formatted(truncated(record.getWearer())));
      }
      throw new InvalidReadingException(
          "wearer",
          "'%s' is not the key '%s'"
                  .formatted(truncated(record.getWearer()), truncated(reading.wearer))
              + (nfc(record.getWearer()).equals(nfc(reading.wearer))
                  ? ", which has the same letters in another Unicode form (NFC or NFD)"
                  : ""));
    }
    reading.schemaUnit = record.getUnit();
    Instant startedAt = record.getStartedAt();
    // Not ChronoUnit.MICROS: it counts in nanoseconds, which overflow in the year 2262. A product
    // that overflows, near the smallest time, is right again after the addition.
    reading.startMicros = startedAt.getEpochSecond() * 1_000_000L + startedAt.getNano() / 1000;
    reading.periodMicros = record.getSamplePeriodMicros();
    fill(reading.x, record.getX());
    fill(reading.y, record.getY());
    fill(reading.z, record.getZ());
  }

  private static void fill(Reading.Axis axis, List<Float> samples) {
    axis.size = samples.size();
    if (axis.size <= Reading.MAX_SAMPLES) {
      System.arraycopy(FloatAxes.toArray(samples), 0, axis.samples, 0, axis.size);
    }
  }

  /** Checks every field but the wearer. */
  private void check(OptionalLong brokerMillis, long wallMillis) {
    reading.unit = unit(reading.schemaUnit);
    PeriodCheck.check(reading);
    int size = reading.x.size;
    if (size < 1 || size > Reading.MAX_SAMPLES) {
      throw new InvalidReadingException(
          "x", "has " + size + " samples, not 1 to " + Reading.MAX_SAMPLES);
    }
    checkSize(reading.y);
    checkSize(reading.z);
    times.checkEarliest(reading, brokerMillis.orElse(wallMillis));
    samples.check(reading);
    times.checkLatest(reading, brokerMillis, wallMillis);
  }

  private void checkSize(Reading.Axis axis) {
    if (axis.size != reading.x.size) {
      throw new InvalidReadingException(
          axis.field, "has " + axis.size + " samples and x has " + reading.x.size);
    }
  }

  /** As most systems write letters with accents; some write letter and accent one by one. */
  private static String nfc(String id) {
    return Normalizer.normalize(id, Normalizer.Form.NFC);
  }

  /** A record may contain anything as an id. */
  private static String truncated(String id) {
    return InvalidReadingException.truncated(id, 100);
  }

  private String wearer(byte[] key) {
    if (key.length > Short.MAX_VALUE) {
      throw new InvalidReadingException(
          "key", "has " + key.length + " bytes, more than " + Short.MAX_VALUE + " for an id");
    }
    try {
      return wearers.id(key);
    } catch (CharacterCodingException e) {
      throw new InvalidReadingException("key", "is not UTF-8");
    }
  }

  private AccelerometerReading record(
      String topic, Headers headers, byte @Nullable [] value, long clockMillis) {
    if (value == null) {
      throw new InvalidReadingException("value", "is missing");
    }
    try {
      return deserializer.deserialize(topic, headers, value);
    } catch (InvalidFieldException e) {
      throw e.time().isPresent()
          ? TimeCheck.notATime(e.field(), e.fault(), e.time().getAsDouble(), clockMillis)
          : new InvalidReadingException(e.field(), e.fault());
    } catch (SchemaNotGivenException e) {
      throw InvalidReadingException.withoutSchema(e);
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
      case UNKNOWN ->
          throw new InvalidReadingException("unit", "is missing, or unknown to this version");
    };
  }
}
