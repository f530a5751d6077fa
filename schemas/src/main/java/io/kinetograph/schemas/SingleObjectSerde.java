package io.kinetograph.schemas;

import java.io.IOException;
import java.util.HexFormat;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Avro's single-object encoding of one kind of record. */
final class SingleObjectSerde<T extends SpecificRecord> implements Serde<T> {

  private static final int HEADER_LENGTH = 10;

  private final String name;
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  /**
   * Creates a Serde that writes the current schema and reads it and every released version of it.
   *
   * @param record the record's generated class
   * @param fields the generated classes of its fields
   */
  SingleObjectSerde(Class<T> record, Class<?>... fields) {
    SpecificData data = new UnboxedSpecificData(record, fields);
    Schema schema = SpecificData.get().getSchema(record);
    this.name = schema.getName();
    this.encoder = new BinaryMessageEncoder<>(data, schema);
    this.decoder = new BinaryMessageDecoder<>(data, schema);
    ReleasedSchemas.of(name).forEach(this::learn);
  }

  /** Reads records of one more writer's schema from now on. */
  void learn(Schema writer) {
    decoder.addSchema(writer);
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
      var buffer = encoder.encode(record);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(name + " cannot be written: " + e.getMessage(), e);
    }
  }

  private T decode(byte[] bytes) {
    try {
      return decoder.decode(bytes, null);
    } catch (BadHeaderException e) {
      throw new SerializationException(
          "not Avro single-object encoding: starts with " + start(bytes), e);
    } catch (MissingSchemaException e) {
      throw new SerializationException(
          "no released schema of %s has the fingerprint of %s".formatted(name, start(bytes)), e);
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new SerializationException(
          "not a complete %s in %d bytes: %s".formatted(name, bytes.length, e.getMessage()), e);
    }
  }

  private static String start(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return "no byte";
    }
    return "0x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEADER_LENGTH));
  }
}
