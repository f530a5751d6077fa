// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.schemas.registry.FakeRegistry;
import io.kinetograph.schemas.registry.RegistrySettings;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.schemas.registry.UnavailableRegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;

/** Confluent's wire format, beside single-object encoding on the same topic. */
class ConfluentFormatTest {

  private static final String TOPIC = "readings";
  private static final Schema READING = AccelerometerReading.getClassSchema();

  /** As a team of wearables would add fields, with defaults, and a unit. */
  private static final Schema EVOLVED =
      new Schema.Parser()
          .parse(
              READING
                  .toString()
                  .replace(
                      "\"fields\":[",
                      "\"fields\":[{\"name\":\"battery\",\"type\":[\"null\",\"float\"],\"default\":null},"
                          + "{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"string\"},\"default\":[]},")
                  .replace("\"LEFT_LEG\"]", "\"LEFT_LEG\",\"HEAD\"]"));

  private static final FakeRegistry fake = FakeRegistry.start();

  private static final Serde<AccelerometerReading> registered =
      TopicSerdes.accelerometerReading(new SchemaRegistry(fake.settings()));
  private static final Serde<AccelerometerReading> plain = TopicSerdes.accelerometerReading();

  @BeforeContainer
  static void prepare() {
    fake.on("POST /subjects/readings-value", 200, "{\"id\":258}");
    fake.has(258, READING).has(259, EVOLVED).has(260, ActivityLabel.getClassSchema());
  }

  @AfterContainer
  static void stop() {
    fake.close();
  }

  @Example
  void aRecordIsAZeroTheIdAndTheAvroBody() {
    byte[] bytes = registered.serializer().serialize(TOPIC, reading());

    assertThat(bytes).startsWith(0, 0, 0, 1, 2);
    byte[] single = plain.serializer().serialize(TOPIC, reading());
    assertThat(Arrays.copyOfRange(bytes, 5, bytes.length))
        .isEqualTo(Arrays.copyOfRange(single, 10, single.length));
  }

  @Example
  void bothFormatsAreReadWithARegistry() {
    byte[] confluent = registered.serializer().serialize(TOPIC, reading());
    byte[] single = plain.serializer().serialize(TOPIC, reading());

    AccelerometerReading read = registered.deserializer().deserialize(TOPIC, confluent);
    assertThat(read).isEqualTo(reading());
    assertThat(read.getX()).isInstanceOf(FloatArray.class);
    assertThat(registered.deserializer().deserialize(TOPIC, single)).isEqualTo(reading());
  }

  @Example
  void withoutARegistryTheMessageNamesTheIdAndTheSetting() {
    byte[] confluent = registered.serializer().serialize(TOPIC, reading());

    assertThatThrownBy(() -> plain.deserializer().deserialize(TOPIC, confluent))
        .isInstanceOf(SerializationException.class)
        .hasMessage("in Confluent's wire format (schema id 258), but registry.url is not set");
    assertThatThrownBy(() -> plain.deserializer().deserialize(TOPIC, new byte[4]))
        .isInstanceOf(SerializationException.class)
        .hasMessage("not Avro single-object encoding: starts with 0x00000000");
  }

  @Example
  void aSchemaWithMoreFieldsIsReadAsOurs() throws IOException {
    assertThat(registered.deserializer().deserialize(TOPIC, evolved("TORSO"))).isEqualTo(reading());
  }

  @Example
  void aNewUnitIsReadAsUnknown() throws IOException {
    assertThat(registered.deserializer().deserialize(TOPIC, evolved("HEAD")).getUnit())
        .isEqualTo(Unit.UNKNOWN);
  }

  @Example
  void recordsOfAnotherTypeAreRejectedAndTheirSchemaIsRequestedOnce() {
    byte[] label = {0, 0, 0, 1, 4, 0};
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> registered.deserializer().deserialize(TOPIC, label))
          .isInstanceOf(SerializationException.class)
          .hasMessageStartingWith(
              "encoded with schema id 260, which is a schema of"
                  + " io.kinetograph.schemas.ActivityLabel, not of ");
    }
    assertThat(fake.asked()).containsOnlyOnce("GET /schemas/ids/260");
  }

  @Example
  void aRegistryThatDoesNotAnswerIsNotTheRecordsFault() {
    FakeRegistry gone = FakeRegistry.start();
    gone.close();
    var settings =
        new RegistrySettings(
            gone.settings().urls(), gone.settings().login(), true, Duration.ofMillis(200));
    var serde = TopicSerdes.accelerometerReading(new SchemaRegistry(settings));

    assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, new byte[] {0, 0, 0, 0, 9, 0}))
        .isInstanceOf(UnavailableRegistryException.class);
    assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, reading()))
        .isInstanceOf(UnavailableRegistryException.class);
  }

  @Property(tries = 5_000)
  void anyBytesOfAnySchemaGiveAReadingOrASerializationException(
      @ForAll boolean evolved, @ForAll byte[] body) {
    byte[] bytes =
        Arrays.copyOf(new byte[] {0, 0, 0, 1, (byte) (evolved ? 3 : 2)}, 5 + body.length);
    System.arraycopy(body, 0, bytes, 5, body.length);

    try {
      assertThat(registered.deserializer().deserialize(TOPIC, bytes)).isNotNull();
    } catch (SerializationException e) {
      assertThat(e).hasMessageStartingWith("not a valid AccelerometerReading (");
    }
  }

  @Property(tries = 500)
  void corruptBytesOfAnEvolvedSchemaAreReadOrRejected(
      @ForAll int place, @ForAll byte value, @ForAll boolean cut) throws IOException {
    byte[] bytes = evolved("TORSO");
    int at = 5 + Math.floorMod(place, bytes.length - 5);
    byte[] damaged = cut ? Arrays.copyOf(bytes, at) : bytes.clone();
    if (!cut) {
      damaged[at] = value;
    }

    try {
      assertThat(registered.deserializer().deserialize(TOPIC, damaged)).isNotNull();
      assertThat(cut).as("a cut record was read").isFalse();
    } catch (SerializationException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Example
  void aLengthBeyondTheBytesIsRejectedBeforeAllocation() {
    // The extra field of strings: 2^30 elements, in a block with a declared length of 0 bytes.
    byte[] strings = {
      0, 0, 0, 1, 3, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 0, 0, 0, 0, 0, 0
    };
    long before = allocated();
    assertThatThrownBy(() -> registered.deserializer().deserialize(TOPIC, strings))
        .isInstanceOf(SerializationException.class);
    assertThat(allocated() - before).isLessThan(10_000_000);
  }

  @Example
  void aMapLengthBeyondTheBytesIsRejectedBeforeAllocation() {
    var labels = TopicSerdes.activityLabel();
    byte[] good =
        labels
            .serializer()
            .serialize(
                "labels",
                ActivityLabel.newBuilder()
                    .setStatus(LabelStatus.KNOWN)
                    .setWearer("")
                    .setSegmentStart(Instant.EPOCH)
                    .setSegmentEnd(Instant.EPOCH)
                    .setActivity("")
                    .setConfidence(1)
                    .setProbabilities(Map.of())
                    .setCoverage(1)
                    .setModel("")
                    .build());
    // The map follows the header, four empty values and a float; then come a float and a
    // string. Its block has 2^29 entries, by its own word in six bytes.
    int map = 10 + 4 + 4;
    byte[] block = {
      (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x03, 12, 2, 'a', 0, 0, 0, 0, 0
    };
    byte[] bytes =
        ByteBuffer.allocate(good.length + block.length)
            .put(good, 0, map)
            .put(block)
            .put(good, map, good.length - map)
            .array();
    long before = allocated();
    assertThatThrownBy(() -> labels.deserializer().deserialize("labels", bytes))
        .isInstanceOf(SerializationException.class);
    assertThat(allocated() - before).isLessThan(10_000_000);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] evolved(String unit) throws IOException {
    Map<String, Object> values = new HashMap<>();
    values.put("battery", 0.5f);
    values.put("tags", List.of("left", "spare"));
    values.put("wearer", "anna");
    values.put("unit", new GenericData.EnumSymbol(EVOLVED.getField("unit").schema(), unit));
    values.put("startedAt", 1_700_000_000_000_000L);
    values.put("samplePeriodMicros", 40_000);
    for (String axis : List.of("x", "y", "z")) {
      values.put(axis, List.of(1f, 2f));
    }
    GenericRecord record = new GenericData.Record(EVOLVED);
    values.forEach(record::put);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {0, 0, 0, 1, 3});
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(EVOLVED).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static AccelerometerReading reading() {
    List<Float> axis = FloatAxes.of(1f, 2f);
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
}
