package io.kinetograph.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Avro's single-object encoding of one kind of record. Whatever bytes it is given, it gives a
 * record or throws {@link SerializationException}, and allocates no more than the bytes bear out.
 */
final class SingleObjectSerde<T extends SpecificRecord> implements Serde<T> {

  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  private static final int HEADER_LENGTH = MARKER.length + Long.BYTES;

  private final Schema schema;
  private final SpecificData data;
  private final BinaryMessageEncoder<T> encoder;
  private final SchemaStore.Cache writers = new SchemaStore.Cache();

  /**
   * Creates a Serde that writes the current schema and reads it and every released version of it.
   *
   * @param record the record's generated class
   * @param fields the generated classes of its fields
   */
  SingleObjectSerde(Class<T> record, Class<?>... fields) {
    this.data = new UnboxedSpecificData(record, fields);
    this.schema = SpecificData.get().getSchema(record);
    this.encoder = new BinaryMessageEncoder<>(data, schema);
    ReleasedSchemas.of(schema.getName()).forEach(this::learn);
    learn(schema);
  }

  /** Reads records of one more writer's schema from now on. */
  void learn(Schema writer) {
    writers.addSchema(writer);
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, record) -> record == null ? null : encode(record);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : decode(bytes);
  }

  private byte[] encode(T record) {
    try {
      ByteBuffer buffer = encoder.encode(record);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "%s cannot be written: %s".formatted(schema.getName(), e.getMessage()), e);
    }
  }

  private T decode(byte[] bytes) {
    Schema writer = writer(bytes);
    try {
      // A first pass that only skips: lengths that the bytes do not bear out end it, before the
      // second pass would have allocated by them.
      BinaryDecoder decoder = body(bytes, null);
      GenericDatumReader.skip(writer, decoder);
      if (!decoder.isEnd()) {
        throw new IOException("bytes are left over behind the record");
      }
      return new UnboxedDatumReader<T>(writer, schema, data).read(null, body(bytes, decoder));
    } catch (IOException | RuntimeException e) {
      // Avro throws nearly any unchecked exception at bytes that are no record.
      throw new SerializationException(
          "no %s in %d bytes: %s".formatted(schema.getName(), bytes.length, reason(e)), e);
    }
  }

  private static BinaryDecoder body(byte[] bytes, @Nullable BinaryDecoder reuse) {
    return DecoderFactory.get()
        .binaryDecoder(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH, reuse);
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? "they end too early" : e.getMessage();
  }

  private Schema writer(byte[] bytes) {
    if (bytes.length < HEADER_LENGTH || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
      throw new SerializationException(
          "not Avro single-object encoding: starts with " + start(bytes));
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
    Schema writer = writers.findByFingerprint(fingerprint);
    if (writer == null) {
      throw new SerializationException(
          "of a schema that no release of %s has: starts with %s"
              .formatted(schema.getName(), start(bytes)));
    }
    return writer;
  }

  private static String start(byte[] bytes) {
    return bytes.length == 0
        ? "no byte"
        : "0x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEADER_LENGTH));
  }
}
