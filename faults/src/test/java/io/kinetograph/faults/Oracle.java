// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import io.kinetograph.schemas.AccelerometerReading;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a record is a reading, by plain Avro or a tree of JSON and the documented limits,
 * knowing nothing of the app's own decoder.
 */
final class Oracle {

  /** The year 2000, in microseconds since the epoch: the default of reading.earliest-time. */
  private static final BigInteger EARLIEST = BigInteger.valueOf(946_684_800_000_000L);

  private static final int HEADER = 10;
  private static final Schema SCHEMA = AccelerometerReading.getClassSchema();

  private final long latestMicros;

  /**
   * Creates an oracle.
   *
   * @param latestMicros how late a reading may end; none that is asked about should be near it
   */
  Oracle(long latestMicros) {
    this.latestMicros = latestMicros;
  }

  /** Names every field that is at fault: none if the record is a reading. */
  Set<String> faults(byte @Nullable [] key, byte @Nullable [] value) {
    Set<String> faults = new TreeSet<>();
    String wearer = text(key);
    if (wearer == null) {
      faults.add("key");
    }
    boolean isJson = value != null && value.length > 0 && value[0] == '{';
    GenericRecord record =
        value == null ? null : isJson ? JsonOracle.decode(value, faults) : decode(value);
    if (record == null) {
      if (!isJson) {
        faults.add("value");
      }
      return faults;
    }
    if (wearer != null && !wearer.contentEquals((CharSequence) record.get("wearer"))) {
      faults.add("wearer");
    }
    if (record.get("unit").toString().equals("UNKNOWN")) {
      faults.add("unit");
    }
    int period = (int) record.get("samplePeriodMicros");
    if (period < 1_000 || period > 100_000) {
      faults.add("samplePeriodMicros");
    }
    List<?> xs = (List<?>) record.get("x");
    for (String axis : List.of("x", "y", "z")) {
      List<?> samples = (List<?>) record.get(axis);
      boolean measured = samples.stream().allMatch(v -> v instanceof Float f && Math.abs(f) <= 500);
      if (!measured || samples.size() != xs.size()) {
        faults.add(axis);
      }
    }
    if (xs.isEmpty() || xs.size() > 1024) {
      faults.add("x");
    }
    BigInteger start = BigInteger.valueOf((long) record.get("startedAt"));
    BigInteger end = start.add(BigInteger.valueOf((long) xs.size() * period));
    BigInteger latest = BigInteger.valueOf(latestMicros);
    if (start.compareTo(EARLIEST) < 0 || start.compareTo(latest) > 0 || end.compareTo(latest) > 0) {
      faults.add("startedAt");
    }
    return faults;
  }

  private static @Nullable String text(byte @Nullable [] key) {
    if (key == null || key.length == 0 || key.length > Short.MAX_VALUE) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static @Nullable GenericRecord decode(byte[] value) {
    if (value.length < HEADER) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(value, 0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
    if (header.get() != (byte) 0xC3
        || header.get() != 0x01
        || header.getLong() != SchemaNormalization.parsingFingerprint64(SCHEMA)) {
      return null;
    }
    try {
      // Plain Avro allocates by the lengths it reads: whether the bytes bear them out comes first.
      BinaryDecoder decoder = body(value);
      GenericDatumReader.skip(SCHEMA, decoder);
      return decoder.isEnd()
          ? new GenericDatumReader<GenericRecord>(SCHEMA).read(null, body(value))
          : null;
    } catch (IOException | RuntimeException e) {
      // Avro throws almost any exception for invalid bytes.
      return null;
    }
  }

  private static BinaryDecoder body(byte[] value) {
    return DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null);
  }
}
