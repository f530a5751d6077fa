// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.BodyLocator;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.config.ReadingSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;

/** The parser beside Avro: it gives the same values, and what it rejects is as Avro decides. */
class BodyParserTest {

  private static final String TOPIC = "readings";
  private static final long NOW = 1_700_000_000_000L;
  private static final long START = NOW * 1000;
  private static final ReadingSettings LIMITS =
      new ReadingSettings(Instant.EPOCH, Duration.ofMinutes(5), AccelerationUnit.M_S2, 500);
  private static final Schema CURRENT = AccelerometerReading.getClassSchema();

  /** By their registry ids: ours, ours with other documentation, an older and a newer one. */
  private static final Map<Integer, Schema> SCHEMAS =
      Map.of(
          300, CURRENT,
          301, schema(CURRENT.toString().replace("in m/s^2", "in metres per second squared")),
          302, without("unit"),
          303, schema(CURRENT.toString().replace("\"LEFT_LEG\"]", "\"LEFT_LEG\",\"HEAD\"]")));

  private static final List<Unit> UNITS =
      List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG);

  private static final HttpServer registry = registry();

  private final Headers headers = new RecordHeaders();
  private final byte[] singleObject = {
    (byte) 0xC3, 0x01, 0x75, 0x12, 0x57, 0x60, (byte) 0xC9, 0x1D, (byte) 0xAC, 0x55
  };
  private final Serde<AccelerometerReading> serde =
      TopicSerdes.accelerometerReading(
          new SchemaRegistry(
              new RegistrySettings(
                  RegistrySettings.urls("http://127.0.0.1:" + registry.getAddress().getPort()),
                  RegistryLogin.none(),
                  false,
                  Duration.ofSeconds(10))));
  private final ReadingDecoder decoder = new ReadingDecoder(serde.deserializer(), LIMITS);
  private final ReadingDecoder avroAlone =
      new ReadingDecoder((topic, bytes) -> serde.deserializer().deserialize(topic, bytes), LIMITS);
  private final ReadingDecoder parserAlone =
      new ReadingDecoder(new OnlyLocates(serde.deserializer()), LIMITS);

  private record OnlyLocates(Deserializer<AccelerometerReading> all)
      implements BodyLocator<AccelerometerReading> {
    @Override
    public int bodyOffset(Headers headers, byte[] bytes) {
      return ((BodyLocator<AccelerometerReading>) all).bodyOffset(headers, bytes);
    }

    @Override
    public AccelerometerReading deserialize(String topic, byte[] bytes) {
      throw new AssertionError("not parsed: " + HexFormat.of().formatHex(bytes));
    }
  }

  @BeforeContainer
  static void start() {
    registry.start();
  }

  @AfterContainer
  static void stop() {
    registry.stop(0);
  }

  @Example
  void theSchemaIsTheOneTheParserIsWrittenFor() {
    assertThat(CURRENT.getFields())
        .extracting(field -> field.name() + " " + field.schema().getType())
        .containsExactly(
            "wearer STRING",
            "unit ENUM",
            "startedAt LONG",
            "samplePeriodMicros INT",
            "x ARRAY",
            "y ARRAY",
            "z ARRAY");
    assertThat(TopicSerdes.accelerometerReading().serializer().serialize(TOPIC, good()))
        .startsWith(singleObject);
  }

  @Property(tries = 1_000)
  void readingsInAnyBlocksAreParsed(@ForAll Random random) {
    AccelerometerReading reading = valid(random).build();
    byte[] value = value(singleObject, reading, random, 0);

    assertThat(outcome(parserAlone, key(reading), value))
        .isEqualTo(outcome(avroAlone, key(reading), value))
        .startsWith(reading.getWearer() + " " + reading.getUnit());
  }

  @Property(tries = 5_000)
  void anyBytesGiveTheValuesOrTheErrorOfAvro(@ForAll Random random) {
    AccelerometerReading reading = any(random);
    byte[] header = random.nextInt(4) == 0 ? confluent(300) : singleObject;
    byte[] value = value(header, reading, random, random.nextInt(3) == 0 ? 0.1 : 0);
    for (int i = random.nextInt(3); i > 0; i--) {
      value = mutated(value, header.length, random);
    }
    byte[] key = random.nextInt(20) == 0 ? mutated(key(reading), 0, random) : key(reading);

    assertThat(outcome(decoder, key, value)).isEqualTo(outcome(avroAlone, key, value));
  }

  @Property(tries = 200)
  void recordsOfOtherSchemasAreReadAsAvroReadsThem(@ForAll Random random) throws IOException {
    AccelerometerReading reading = any(random);
    for (var writer : SCHEMAS.entrySet()) {
      byte[] value = written(writer.getKey(), writer.getValue(), reading);
      byte[] damaged = random.nextBoolean() ? value : mutated(value, 5, random);

      assertThat(outcome(decoder, key(reading), damaged))
          .isEqualTo(outcome(avroAlone, key(reading), damaged));
    }
  }

  @Example
  void recordsInConfluentsFormatAreParsedOnceTheirIdIsKnownToBeOurs() throws IOException {
    BodyLocator<?> locator = (BodyLocator<?>) serde.deserializer();
    for (var writer : SCHEMAS.entrySet()) {
      byte[] value = written(writer.getKey(), writer.getValue(), good());
      boolean same = writer.getKey() <= 301;

      assertThat(locator.bodyOffset(new RecordHeaders(), value)).isEqualTo(-1);
      String first = outcome(decoder, key(good()), value);
      assertThat(locator.bodyOffset(new RecordHeaders(), value)).isEqualTo(same ? 5 : -1);
      assertThat(outcome(decoder, key(good()), value)).isEqualTo(first);
    }
    assertThat(outcome(decoder, key(good()), confluent(299)))
        .contains("schema id 299, which the schema registry");
  }

  /** One block with a positive count: as fastavro, goavro and avsc write it. */
  @Example
  void readingsWrittenByPythonGoAndNodeAreParsed() {
    assertParsed("02 00000000 00", "02 00000080 00", "02 00001841 00", "[0.0 -0.0 9.5]");
    assertParsed(
        "04 00000000 0000003e 00",
        "04 00000080 000000be 00",
        "04 00001841 00001841 00",
        "[0.0 -0.0 9.5, 0.125 -0.125 9.5]");
  }

  /** Blocks with a negative count and then their length: as Go's hamba/avro writes them. */
  @Example
  void readingsWrittenInBlocksWithTheirLengthAreParsed() {
    assertParsed("01 08 00000000 00", "01 08 00000080 00", "01 08 00001841 00", "[0.0 -0.0 9.5]");
    assertParsed(
        "01 08 00000000 01 08 0000003e 00",
        "03 10 00000080 000000be 00",
        "02 00001841 01 08 00001841 00",
        "[0.0 -0.0 9.5, 0.125 -0.125 9.5]");
  }

  private void assertParsed(String x, String y, String z, String samples) {
    String body = "08 616e6e61 0a 8080f28183898506 80f104" + x + y + z;
    byte[] value = concat(singleObject, HexFormat.of().parseHex(body.replace(" ", "")));
    assertThat(outcome(parserAlone, "anna".getBytes(UTF_8), value))
        .isEqualTo(outcome(avroAlone, "anna".getBytes(UTF_8), value))
        .isEqualTo("anna LEFT_LEG " + START + " 40000 " + samples);
  }

  @Example
  void aParsedReadingAllocatesNothing() throws IOException {
    for (byte[] value :
        List.of(value(singleObject, good(), new Random(1), 0), written(300, CURRENT, good()))) {
      byte[] key = key(good());
      long allocated = 0;
      for (int i = 0; i < 40_000; i++) {
        if (i == 30_000) {
          allocated = allocated();
        }
        decoder.decode(TOPIC, headers, key, value, NOW);
      }
      assertThat(allocated() - allocated).isLessThan(10_000);
    }
  }

  @Example
  void moreWearersThanTheCacheHoldsKeepTheirNames() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20_000; i++) {
        AccelerometerReading reading =
            Readings.reading("wearer \u00fc" + i, Unit.TORSO, START, 40_000, 1f);
        byte[] value = value(singleObject, reading, new Random(i), 0);

        assertThat(parserAlone.decode(TOPIC, headers, key(reading), value, NOW).wearer())
            .isEqualTo("wearer \u00fc" + i);
      }
    }
  }

  private static String outcome(ReadingDecoder decoder, byte[] key, byte[] value) {
    try {
      Reading reading = decoder.decode(TOPIC, new RecordHeaders(), key, value, NOW);
      StringBuilder samples = new StringBuilder();
      for (int i = 0; i < reading.size(); i++) {
        samples
            .append(i == 0 ? "[" : ", ")
            .append(reading.x(i) + " " + reading.y(i) + " " + reading.z(i));
      }
      return String.format(
          Locale.ROOT,
          "%s %s %d %d %s]",
          reading.wearer(),
          reading.unit(),
          reading.timeMicros(0),
          reading.periodMicros(),
          samples);
    } catch (InvalidReadingException e) {
      return e.field() + ": " + e.getMessage();
    }
  }

  private static AccelerometerReading good() {
    return Readings.reading("anna", Unit.LEFT_LEG, START, 40_000, 1f, 2f);
  }

  private static AccelerometerReading.Builder valid(Random random) {
    int size = 1 + random.nextInt(random.nextInt(10) == 0 ? 1024 : 30);
    return AccelerometerReading.newBuilder()
        .setWearer(id(random))
        .setUnit(UNITS.get(random.nextInt(UNITS.size())))
        .setStartedAt(micros((long) (random.nextDouble() * START)))
        .setSamplePeriodMicros(1_000 + random.nextInt(99_001))
        .setX(axis(size, random))
        .setY(axis(size, random))
        .setZ(axis(size, random));
  }

  /** A reading of which some fields may be invalid. */
  private static AccelerometerReading any(Random random) {
    AccelerometerReading.Builder reading = valid(random);
    if (random.nextInt(6) == 0) {
      reading.setUnit(Unit.UNKNOWN);
    }
    if (random.nextInt(3) == 0) {
      reading.setStartedAt(
          micros(random.nextBoolean() ? random.nextLong() : START + random.nextInt(400_000_000)));
    }
    if (random.nextInt(6) == 0) {
      reading.setSamplePeriodMicros(random.nextBoolean() ? random.nextInt() : 100_001);
    }
    if (random.nextInt(6) == 0) {
      reading.setX(axis(random.nextInt(1100), random));
    }
    if (random.nextInt(6) == 0) {
      reading.setZ(axis(random.nextInt(3), random));
    }
    if (random.nextInt(6) == 0) {
      float[] odd = {Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, 500, -500.001f};
      float[] samples = FloatAxes.toArray(reading.getY());
      samples[random.nextInt(samples.length)] = odd[random.nextInt(odd.length)];
      reading.setY(FloatAxes.of(samples));
    }
    return reading.build();
  }

  private static String id(Random random) {
    int[] letters = {'a', 'b', '0', 0, 0xFC, 0x20AC, 0x1F600, 0xFFFD};
    int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 10);
    int[] id = random.ints(length, 0, letters.length).map(i -> letters[i]).toArray();
    return new String(id, 0, length);
  }

  private static List<Float> axis(int size, Random random) {
    float[] samples = new float[size];
    for (int i = 0; i < size; i++) {
      samples[i] = 1000 * random.nextFloat() - 500;
    }
    return FloatAxes.of(samples);
  }

  private static Instant micros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static byte[] key(AccelerometerReading reading) {
    return reading.getWearer().getBytes(UTF_8);
  }

  private static byte[] confluent(int id) {
    return ByteBuffer.allocate(5).putInt(1, id).array();
  }

  /**
   * A value by the specification: each axis in one or more blocks, some with their length.
   *
   * @param odd how often an integer has a longer form than it needs, or a length is wrong
   */
  private static byte[] value(
      byte[] header, AccelerometerReading reading, Random random, double odd) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(header);
    byte[] wearer = key(reading);
    writeInteger(out, wearer.length, padding(random, odd));
    out.writeBytes(wearer);
    writeInteger(
        out,
        CURRENT.getField("unit").schema().getEnumOrdinal(reading.getUnit().name()),
        padding(random, odd));
    Instant start = reading.getStartedAt();
    writeInteger(
        out, start.getEpochSecond() * 1_000_000 + start.getNano() / 1000, padding(random, odd));
    writeInteger(out, reading.getSamplePeriodMicros(), padding(random, odd));
    for (var axis : List.of(reading.getX(), reading.getY(), reading.getZ())) {
      float[] samples = FloatAxes.toArray(axis);
      int block;
      for (int at = 0; at < samples.length; at += block) {
        block =
            random.nextBoolean() ? samples.length - at : 1 + random.nextInt(samples.length - at);
        boolean sized = random.nextBoolean();
        writeInteger(out, sized ? -block : block, padding(random, odd));
        if (sized) {
          int error = random.nextDouble() < odd ? random.nextInt(9) - 4 : 0;
          writeInteger(out, 4L * block + error, padding(random, odd));
        }
        for (int i = at; i < at + block; i++) {
          int bits = Float.floatToRawIntBits(samples[i]);
          out.writeBytes(
              new byte[] {
                (byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)
              });
        }
      }
      writeInteger(out, 0, padding(random, odd));
    }
    return out.toByteArray();
  }

  private static int padding(Random random, double odd) {
    return random.nextDouble() < odd ? 1 + random.nextInt(9) : 0;
  }

  private static void writeInteger(ByteArrayOutputStream out, long number, int padding) {
    long zigzag = (number << 1) ^ (number >> 63);
    for (; (zigzag & ~0x7FL) != 0; zigzag >>>= 7) {
      out.write((int) ((zigzag & 0x7F) | 0x80));
    }
    out.write((int) (zigzag | (padding > 0 ? 0x80 : 0)));
    for (int left = padding; left > 0; left--) {
      out.write(left > 1 ? 0x80 : 0);
    }
  }

  private static byte[] mutated(byte[] value, int from, Random random) {
    if (value.length == 0) {
      return value;
    }
    int at = Math.min(value.length - 1, random.nextInt(8) == 0 ? 0 : from);
    at +=
        random.nextInt(random.nextBoolean() ? value.length - at : Math.min(30, value.length - at));
    byte[] before = Arrays.copyOf(value, at);
    byte[] after = Arrays.copyOfRange(value, at, value.length);
    byte[] run = new byte[1 + random.nextInt(10)];
    random.nextBytes(run);
    if (random.nextBoolean()) {
      Arrays.fill(run, (byte) (random.nextBoolean() ? 0xFF : 0));
    }
    return switch (random.nextInt(6)) {
      case 0 -> before;
      case 1 -> concat(before, run, after);
      case 2 -> concat(value, run);
      case 3 -> concat(before, Arrays.copyOfRange(value, at + 1, value.length));
      case 4 -> {
        after[0] ^= (byte) (1 << random.nextInt(8));
        yield concat(before, after);
      }
      default -> {
        System.arraycopy(run, 0, after, 0, Math.min(run.length, after.length));
        yield concat(before, after);
      }
    };
  }

  private static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A record in Confluent's format, written with another version of the schema. */
  private static byte[] written(int id, Schema writer, AccelerometerReading reading)
      throws IOException {
    var record = new GenericData.Record(writer);
    record.put("wearer", reading.getWearer());
    if (writer.getField("unit") != null) {
      record.put(
          "unit",
          new GenericData.EnumSymbol(writer.getField("unit").schema(), reading.getUnit().name()));
    }
    Instant start = reading.getStartedAt();
    record.put("startedAt", start.getEpochSecond() * 1_000_000 + start.getNano() / 1000);
    record.put("samplePeriodMicros", reading.getSamplePeriodMicros());
    record.put("x", reading.getX());
    record.put("y", reading.getY());
    record.put("z", reading.getZ());
    var out = new ByteArrayOutputStream();
    out.writeBytes(confluent(id));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericData.Record>(writer).write(record, encoder);
    return out.toByteArray();
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }

  private static Schema without(String name) {
    return Schema.createRecord(
        CURRENT.getName(),
        null,
        CURRENT.getNamespace(),
        false,
        CURRENT.getFields().stream()
            .filter(field -> !field.name().equals(name))
            .map(field -> new Schema.Field(field.name(), field.schema()))
            .toList());
  }

  /** Answers with the schema of an id, as a registry does. */
  private static HttpServer registry() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/schemas/ids/",
          exchange -> {
            String path = exchange.getRequestURI().getPath();
            Schema schema = SCHEMAS.get(Integer.valueOf(path.substring(path.lastIndexOf('/') + 1)));
            byte[] body =
                (schema == null
                        ? "{\"error_code\":40403,\"message\":\"Schema not found\"}"
                        : JsonNodeFactory.instance
                            .objectNode()
                            .put("schema", schema.toString())
                            .toString())
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(schema == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
