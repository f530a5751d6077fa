// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;

class TopicSerdesTest {

  private static final String TOPIC = "wearable.accelerometer";

  private final Serde<AccelerometerReading> readings = TopicSerdes.accelerometerReading();
  private final Serde<ActivityLabel> labels = TopicSerdes.activityLabel();

  @Property(tries = 200)
  void aReadingIsReadAsItWasWritten(@ForAll("anyReading") AccelerometerReading reading) {
    assertThat(read(write(reading))).isEqualTo(reading);
  }

  @Property(tries = 200)
  void corruptBytesGiveASerializationExceptionOrAReading(
      @ForAll("anyReading") AccelerometerReading reading,
      @ForAll int place,
      @ForAll byte value,
      @ForAll boolean cut) {
    byte[] bytes = write(reading);
    int at = Math.floorMod(place, bytes.length);
    byte[] damaged = cut ? Arrays.copyOf(bytes, at) : bytes.clone();
    if (!cut) {
      damaged[at] = value;
    }

    try {
      assertThat(read(damaged)).isNotNull();
      assertThat(cut).as("a cut record was read").isFalse();
    } catch (SerializationException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Example
  void axesAreReadUnboxed() {
    AccelerometerReading back = read(write(reading(1f, 2f, 3f)));

    assertThat(back.getX()).isInstanceOf(FloatArray.class);
    assertThat(FloatAxes.toArray(back.getX())).containsExactly(1f, 2f, 3f);
  }

  @Example
  void axesWrittenFromPlainListsAreTheSame() {
    List<Float> plain = List.of(1f, 2f);
    AccelerometerReading boxed = reading(plain);

    assertThat(write(boxed)).isEqualTo(write(reading(1f, 2f)));
    assertThat(FloatAxes.toArray(boxed.getX())).containsExactly(1f, 2f);
  }

  @Example
  void aValueIsAvroSingleObjectEncoding() {
    byte[] bytes = write(reading(1f));

    assertThat(bytes).startsWith(0xC3, 0x01);
    assertThat(ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .isEqualTo(SchemaNormalization.parsingFingerprint64(AccelerometerReading.getClassSchema()));
  }

  @Example
  void aSchemaThatIsNotReleasedIsRejected() throws IOException {
    Schema later =
        new Schema.Parser()
            .parse(
                AccelerometerReading.getClassSchema()
                    .toString()
                    .replace("\"LEFT_LEG\"]", "\"LEFT_LEG\",\"HEAD\"]"));
    Schema units = later.getField("unit").schema();
    Schema axis = later.getField("x").schema();
    var record =
        new GenericRecordBuilder(later)
            .set("wearer", "anna")
            .set("unit", new GenericData.EnumSymbol(units, "HEAD"))
            .set("startedAt", 0L)
            .set("samplePeriodMicros", 40_000)
            .set("x", new GenericData.Array<>(axis, List.of(1f)))
            .set("y", new GenericData.Array<>(axis, List.of(1f)))
            .set("z", new GenericData.Array<>(axis, List.of(1f)))
            .build();
    ByteBuffer message =
        new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), later).encode(record);
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(
            "encoded with a schema that is not a released version of AccelerometerReading: starts"
                + " with 0xc301");
  }

  @Example
  void bytesInAnotherEncodingAreRejectedWithTheirStart() {
    assertThatThrownBy(() -> read("wearer=anna".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessage("not Avro single-object encoding: starts with 0x7765617265723d616e6e");
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(SerializationException.class)
        .hasMessage("not Avro single-object encoding: is empty");
    byte[] reading = write(reading(1f));
    assertThatThrownBy(() -> read(Base64.getEncoder().encode(reading)))
        .hasMessageEndingWith("; it looks like Base64 of a record: send the bytes themselves");
    assertThatThrownBy(
            () -> read(HexFormat.of().formatHex(reading).getBytes(StandardCharsets.UTF_8)))
        .hasMessageEndingWith("; it looks like a record in hexadecimal: send the raw bytes");
    assertThatThrownBy(() -> read(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1}))
        .hasMessageEndingWith(
            "; it looks compressed by gzip: set compression.type in the producer instead");
  }

  @Property(tries = 5_000)
  void anyBytesAfterAValidHeaderGiveAReadingOrASerializationException(@ForAll byte[] body) {
    byte[] header = Arrays.copyOf(write(reading(1f)), 10);
    byte[] bytes = Arrays.copyOf(header, 10 + body.length);
    System.arraycopy(body, 0, bytes, 10, body.length);

    try {
      assertThat(read(bytes)).isNotNull();
    } catch (SerializationException e) {
      assertThat(e).hasMessageStartingWith("not a valid AccelerometerReading (");
    }
  }

  @Example
  void aLengthBeyondTheBytesIsRejectedBeforeAllocation() {
    byte[] header = Arrays.copyOf(write(reading(1f)), 10);
    // The wearer's length as a zigzag varint of 2^30 and of 2^40 bytes: more than the tests' heap.
    for (byte[] length :
        List.of(
            new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08},
            new byte[] {
              (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x40
            })) {
      byte[] bytes = Arrays.copyOf(header, 30);
      System.arraycopy(length, 0, bytes, 10, length.length);
      long before = allocated();
      assertThatThrownBy(() -> read(bytes)).isInstanceOf(SerializationException.class);
      assertThat(allocated() - before).isLessThan(10_000_000);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Example
  void bytesAfterAReadingAreRejected() {
    byte[] bytes = write(reading(1f));

    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("bytes remain after the record");
  }

  @Example
  void aLabelIsReadAsItWasWritten() {
    ActivityLabel label =
        ActivityLabel.newBuilder()
            .setWearer("anna")
            .setSegmentStart(Instant.ofEpochSecond(1_700_000_000))
            .setSegmentEnd(Instant.ofEpochSecond(1_700_000_005))
            .setActivity("rowing")
            .setConfidence(0.75f)
            .setProbabilities(Map.of("rowing", 0.75f, "jumping", 0.25f))
            .setCoverage(1f)
            .setModel("2026.11.0")
            .setStatus(LabelStatus.NOT_WORN)
            .setGroup("not-worn")
            .setBestActivity("rowing")
            .build();
    byte[] bytes = labels.serializer().serialize("wearer.activity", label);

    assertThat(labels.deserializer().deserialize("wearer.activity", bytes)).isEqualTo(label);
  }

  @Provide
  Arbitrary<AccelerometerReading> anyReading() {
    Arbitrary<float[]> axis = Arbitraries.floats().array(float[].class).ofMinSize(0).ofMaxSize(60);
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.of(Unit.class),
            Arbitraries.longs().between(-4_000_000_000_000_000L, 4_000_000_000_000_000L),
            Arbitraries.integers(),
            axis)
        .as(
            (wearer, unit, micros, period, samples) ->
                AccelerometerReading.newBuilder()
                    .setWearer(wearer)
                    .setUnit(unit)
                    .setStartedAt(Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
                    .setSamplePeriodMicros(period)
                    .setX(FloatAxes.of(samples))
                    .setY(FloatAxes.of(samples))
                    .setZ(FloatAxes.of(samples))
                    .build());
  }

  private static AccelerometerReading reading(float... samples) {
    return reading(FloatAxes.of(samples));
  }

  private static AccelerometerReading reading(List<Float> axis) {
    return AccelerometerReading.newBuilder()
        .setWearer("anna")
        .setUnit(Unit.TORSO)
        .setStartedAt(Instant.ofEpochSecond(1_700_000_000))
        .setSamplePeriodMicros(40_000)
        .setX(axis)
        .setY(axis)
        .setZ(axis)
        .build();
  }

  private byte[] write(AccelerometerReading reading) {
    return readings.serializer().serialize(TOPIC, reading);
  }

  private AccelerometerReading read(byte[] bytes) {
    return readings.deserializer().deserialize(TOPIC, bytes);
  }
}
