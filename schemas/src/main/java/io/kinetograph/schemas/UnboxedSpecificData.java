// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Conversion;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes generated records without boxing their float arrays.
 *
 * <p>It is given the generated classes instead of looking them up by name, so the process does not
 * have to declare trusted packages to Avro.
 */
final class UnboxedSpecificData extends SpecificData {

  private final Map<String, Class<?>> classes = new HashMap<>();

  UnboxedSpecificData(Class<?> record, Class<?>... fields) {
    super(record.getClassLoader());
    classes.put(record.getName(), record);
    for (Class<?> field : fields) {
      classes.put(field.getName(), field);
    }
    for (Conversion<?> conversion : SpecificData.getForClass(record).getConversions()) {
      addLogicalTypeConversion(conversion);
    }
    // The fast reader always boxes every element.
    setFastReaderEnabled(false);
  }

  @Override
  public @Nullable Class<?> getClass(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> classes.get(schema.getFullName());
      default -> super.getClass(schema);
    };
  }

  @Override
  public DatumReader<?> createDatumReader(Schema writer, Schema reader) {
    return new UnboxedDatumReader<>(writer, reader, this);
  }

  @Override
  public DatumReader<?> createDatumReader(Schema schema) {
    return createDatumReader(schema, schema);
  }

  @Override
  public DatumWriter<?> createDatumWriter(Schema schema) {
    return new UnboxedDatumWriter<>(schema, this);
  }
}
