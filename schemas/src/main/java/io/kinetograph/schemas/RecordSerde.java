// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import io.kinetograph.schemas.registry.SchemaReference;
import io.kinetograph.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.RawMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Serde of one record type in Avro, with a header that identifies the writer's schema: that of
 * Avro's single-object encoding or, with a registry, Confluent's. It also reads JSON. For any bytes
 * it returns a record or throws {@link SerializationException}, and never allocates more than the
 * bytes justify. Errors of the registry are thrown unchanged, because the bytes are not at fault.
 */
final class RecordSerde<T extends SpecificRecord> implements Serde<T> {

  private final Schema schema;
  private final SpecificData data;
  private final RawMessageEncoder<T> encoder;
  private final JsonRecordReader<T> json;
  private final SingleObjectWriters writers;
  private final @Nullable SchemaRegistry registry;
  private final @Nullable RegisteredWriters registered;
  private final Map<String, byte[]> headers = new ConcurrentHashMap<>();

  /**
   * Creates a serde that writes the current schema in single-object encoding, and reads it and its
   * released versions.
   *
   * @param record the record's generated class
   * @param fields the generated classes of its fields
   */
  RecordSerde(Class<T> record, Class<?>... fields) {
    this(null, record, fields);
  }

  /**
   * Creates a serde that writes Confluent's format if there is a registry, and then reads both.
   *
   * @param registry looks up the ids of schemas
   * @param record the record's generated class
   * @param fields the generated classes of its fields
   */
  RecordSerde(@Nullable SchemaRegistry registry, Class<T> record, Class<?>... fields) {
    this.data = new UnboxedSpecificData(record, fields);
    this.schema = SpecificData.get().getSchema(record);
    // The encoder may reuse its buffer: its content is copied behind the header at once.
    this.encoder = new RawMessageEncoder<>(data, schema, false);
    // Anybody writes readings, and a symbol is mistyped. Of what the app writes, a symbol that is
    // not
    // known is a later version's.
    this.json = new JsonRecordReader<>(schema, data, record != AccelerometerReading.class);
    this.writers = new SingleObjectWriters(schema);
    this.registry = registry;
    this.registered =
        registry == null ? null : new RegisteredWriters(registry::schema, schema, System::nanoTime);
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, record) -> record == null ? null : encode(header(topic), record);
  }

  /** The serde that writes records in JSON, and reads what this one reads. */
  Serde<T> inJson() {
    JsonRecordWriter writer = new JsonRecordWriter(data);
    return Serdes.serdeFrom(
        (topic, record) -> record == null ? null : writer.write(record), deserializer());
  }

  @Override
  public Deserializer<T> deserializer() {
    return new RecordDeserializer();
  }

  private final class RecordDeserializer implements BodyLocator<T> {

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
      return deserialize(topic, new RecordHeaders(), bytes);
    }

    @Override
    public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
      return bytes == null ? null : decode(headers, bytes);
    }

    @Override
    public int bodyOffset(Headers headers, byte[] bytes) {
      if (writers.isCurrent(bytes)) {
        return SingleObjectWriters.HEADER_LENGTH;
      }
      if (registered == null) {
        return -1;
      }
      if (headers.lastHeader(RegistryHeaders.CONFLUENT) != null) {
        return hasReaderBytes(registered, headers) ? 0 : -1;
      }
      return ConfluentHeader.starts(bytes) && registered.hasReaderBytes(ConfluentHeader.id(bytes))
          ? ConfluentHeader.LENGTH
          : -1;
    }

    private boolean hasReaderBytes(RegisteredWriters registered, Headers headers) {
      try {
        SchemaReference named = RegistryHeaders.confluent(headers);
        return named != null && registered.hasReaderBytes(named);
      } catch (SerializationException e) {
        return false;
      }
    }
  }

  private byte[] header(String topic) {
    SchemaRegistry registry = this.registry;
    return registry == null
        ? writers.header()
        : headers.computeIfAbsent(
            topic, name -> ConfluentHeader.of(registry.id(SchemaRegistry.subject(name), schema)));
  }

  private byte[] encode(byte[] header, T record) {
    try {
      ByteBuffer body = encoder.encode(record);
      byte[] bytes = new byte[header.length + body.remaining()];
      System.arraycopy(header, 0, bytes, 0, header.length);
      body.get(bytes, header.length, body.remaining());
      return bytes;
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "%s cannot be written: %s".formatted(schema.getName(), e.getMessage()), e);
    }
  }

  /**
   * A known fingerprint comes first: nothing else starts like it, and headers may be of an earlier
   * format that the record was converted from. A brace is JSON, except after a header that names a
   * schema: the body may then start with any byte.
   */
  private T decode(Headers headers, byte[] bytes) {
    SchemaReference named = writers.knows(bytes) ? null : RegistryHeaders.confluent(headers);
    if (named != null) {
      return read(registered(named), bytes, 0);
    }
    if (JsonRecordReader.starts(bytes)) {
      return json.read(bytes);
    }
    if (ConfluentHeader.starts(bytes)) {
      var id = new SchemaReference.Id(ConfluentHeader.id(bytes));
      return read(registered(id), bytes, ConfluentHeader.LENGTH);
    }
    if (!SingleObjectWriters.starts(bytes)) {
      String foreign = RegistryHeaders.foreign(headers, bytes);
      if (foreign == null && isBody(bytes)) {
        foreign = "the Avro body alone; write the ten bytes that name its schema before it";
      }
      if (foreign != null) {
        throw new SerializationException(foreign);
      }
    }
    return read(writers.writer(bytes), bytes, SingleObjectWriters.HEADER_LENGTH);
  }

  /**
   * Whether the bytes are a body of the current schema, which is what most libraries for Avro write
   * by default, without a header. It is not read: another schema may have the same bytes.
   */
  private boolean isBody(byte[] bytes) {
    try {
      BinaryDecoder decoder = body(bytes, 0, null);
      GenericDatumReader.skip(schema, decoder);
      return decoder.isEnd();
    } catch (IOException | RuntimeException e) {
      // Avro throws almost any unchecked exception for invalid bytes.
      return false;
    }
  }

  private T read(Schema writer, byte[] bytes, int start) {
    try {
      // The first pass only skips. It fails at lengths beyond the end of the bytes, before the
      // second pass would allocate for them.
      BinaryDecoder decoder = body(bytes, start, null);
      GenericDatumReader.skip(writer, decoder);
      if (!decoder.isEnd()) {
        throw new IOException("bytes remain after the record");
      }
      return new UnboxedDatumReader<T>(writer, schema, data)
          .read(null, body(bytes, start, decoder));
    } catch (IOException | RuntimeException e) {
      // Avro throws almost any unchecked exception for invalid bytes.
      throw new SerializationException(
          String.format(
              Locale.ROOT,
              "not a valid %s (%d bytes): %s",
              schema.getName(),
              bytes.length,
              reason(e)),
          e);
    }
  }

  private Schema registered(SchemaReference schema) {
    if (registered == null) {
      throw new SerializationException(
          "in Confluent's wire format (%s), but registry.url is not set".formatted(schema));
    }
    return registered.writer(schema);
  }

  private static BinaryDecoder body(byte[] bytes, int start, @Nullable BinaryDecoder reuse) {
    return DecoderFactory.get().binaryDecoder(bytes, start, bytes.length - start, reuse);
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? "the bytes end too early" : e.getMessage();
  }
}
