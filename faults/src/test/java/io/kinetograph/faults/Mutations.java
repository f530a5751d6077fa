// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Spoils readings in all the ways that we could think of; the same ones for the same seed. */
final class Mutations {

  private static final String TOPIC = "wearable.accelerometer";

  private interface Mutation {
    ProducerRecord<byte[], byte[]> of(AccelerometerReading reading);
  }

  private final Random random;
  private final List<Mutation> mutations;

  Mutations(long seed) {
    random = new Random(seed);
    mutations =
        List.of(
            // Bytes.
            onBytes(this::flipBits),
            onBytes(this::cut),
            onBytes(value -> Arrays.copyOf(value, value.length + 1 + random.nextInt(20))),
            onBytes(this::withOtherFingerprint),
            onBytes(value -> randomBytes(random.nextInt(400))),
            onBytes(value -> new byte[0]),
            onBytes(this::withHugeLength),
            onBytes(this::withRandomRun),
            onBytes(
                value -> ("{\"wearer\": " + value.length + "}").getBytes(StandardCharsets.UTF_8)),
            // JSON.
            reading -> record(key(reading), cut(json(reading))),
            reading -> record(key(reading), changedText(json(reading))),
            reading -> record(key(reading), null),
            // Keys.
            reading -> record(null, bytes(reading)),
            reading -> record(new byte[0], bytes(reading)),
            reading -> record(new byte[] {(byte) 0xFF, (byte) 0xC0, 'a'}, bytes(reading)),
            reading -> record(randomBytes(1 + random.nextInt(20)), bytes(reading)),
            reading -> record(randomBytes(40_000), bytes(reading)),
            reading -> record("somebody".getBytes(StandardCharsets.UTF_8), bytes(reading)),
            onReading(r -> r.setWearer(r.getWearer() + " ")),
            // Fields.
            onReading(r -> r.setUnit(Unit.UNKNOWN)),
            onReading(r -> r.setSamplePeriodMicros(period())),
            onReading(r -> r.setStartedAt(Instant.now().plus(Duration.ofMinutes(7)))),
            onReading(r -> r.setStartedAt(Instant.parse("9999-12-31T00:00:00Z"))),
            onReading(
                r -> r.setStartedAt(Instant.EPOCH.minusMillis(1 + random.nextInt(1_000_000)))),
            onReading(r -> r.setStartedAt(micros(Long.MAX_VALUE - random.nextInt(1_000)))),
            onReading(r -> r.setStartedAt(micros(Long.MIN_VALUE + random.nextInt(1_000)))),
            onReading(r -> r.setX(FloatAxes.of(new float[0]))),
            onReading(this::withoutSamples),
            onReading(r -> r.setY(FloatAxes.of(new float[1 + random.nextInt(60)]))),
            onReading(r -> r.setZ(FloatAxes.of(new float[1 + random.nextInt(60)]))),
            onReading(r -> withSamples(r, 1_025 + random.nextInt(3_000))),
            onReading(r -> withSamples(r, 1 + random.nextInt(1_024))),
            onReading(r -> r.setX(withOneValue(r.getX(), Float.NaN))),
            onReading(r -> r.setY(withOneValue(r.getY(), Float.POSITIVE_INFINITY))),
            onReading(r -> r.setZ(withOneValue(r.getZ(), Float.NEGATIVE_INFINITY))),
            onReading(r -> r.setZ(withOneValue(r.getZ(), 500.001f))),
            onReading(r -> r.setX(withOneValue(r.getX(), -1e30f))));
  }

  /** How many kinds of mutation there are. */
  int kinds() {
    return mutations.size();
  }

  /** Spoils a reading, which stays as it is. */
  ProducerRecord<byte[], byte[]> spoil(AccelerometerReading reading, int kind) {
    return mutations.get(kind % mutations.size()).of(reading);
  }

  private static Mutation onBytes(UnaryOperator<byte[]> mutation) {
    return reading -> record(key(reading), mutation.apply(bytes(reading)));
  }

  private static Mutation onReading(Consumer<AccelerometerReading.Builder> mutation) {
    return reading -> {
      var copy = copy(reading);
      mutation.accept(copy);
      return record(key(reading), bytes(copy.build()));
    };
  }

  private static ProducerRecord<byte[], byte[]> record(
      byte @Nullable [] key, byte @Nullable [] value) {
    return new ProducerRecord<>(TOPIC, key, value);
  }

  /** Avro's own copying builder wants the enum's class to be trusted in the whole process. */
  static AccelerometerReading.Builder copy(AccelerometerReading reading) {
    return AccelerometerReading.newBuilder()
        .setWearer(reading.getWearer())
        .setUnit(reading.getUnit())
        .setStartedAt(reading.getStartedAt())
        .setSamplePeriodMicros(reading.getSamplePeriodMicros())
        .setX(reading.getX())
        .setY(reading.getY())
        .setZ(reading.getZ());
  }

  private static byte[] key(AccelerometerReading reading) {
    return reading.getWearer().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(AccelerometerReading reading) {
    return TopicSerdes.accelerometerReading().serializer().serialize(TOPIC, reading);
  }

  private static byte[] json(AccelerometerReading reading) {
    return TopicSerdes.accelerometerReadingInJson().serializer().serialize(TOPIC, reading);
  }

  private byte[] cut(byte[] value) {
    return Arrays.copyOf(value, random.nextInt(value.length));
  }

  /** Puts another character of JSON in the place of one of the first ones. */
  private byte[] changedText(byte[] json) {
    byte[] text = "{}[],:\"".getBytes(StandardCharsets.UTF_8);
    json[random.nextInt(Math.min(json.length, 100))] = text[random.nextInt(text.length)];
    return json;
  }

  private byte[] flipBits(byte[] value) {
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return value;
  }

  private byte[] withOtherFingerprint(byte[] value) {
    return ByteBuffer.wrap(value).putLong(2, random.nextLong()).array();
  }

  private byte[] withHugeLength(byte[] value) {
    // The wearer's length follows the header: make it, or the bytes after it, 2^31 or more.
    int at = 10 + (random.nextBoolean() ? 0 : random.nextInt(value.length - 20));
    Arrays.fill(value, at, at + 4 + random.nextInt(5), (byte) 0xFE);
    value[at + 9] = 0x0E;
    return value;
  }

  private byte[] withRandomRun(byte[] value) {
    byte[] run = randomBytes(1 + random.nextInt(16));
    int at = random.nextInt(value.length - run.length);
    System.arraycopy(run, 0, value, at, run.length);
    return value;
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private int period() {
    int[] periods = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 999, 100_001, random.nextInt()};
    return periods[random.nextInt(periods.length)];
  }

  private static Instant micros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), 1_000 * Math.floorMod(micros, 1_000_000L));
  }

  private void withoutSamples(AccelerometerReading.Builder reading) {
    withSamples(reading, 0);
  }

  private static void withSamples(AccelerometerReading.Builder reading, int size) {
    float[] values = new float[size];
    reading.setX(FloatAxes.of(values));
    reading.setY(FloatAxes.of(values));
    reading.setZ(FloatAxes.of(values));
  }

  private List<Float> withOneValue(List<Float> samples, float value) {
    float[] values = FloatAxes.toArray(samples);
    values[random.nextInt(values.length)] = value;
    return FloatAxes.of(values);
  }
}
