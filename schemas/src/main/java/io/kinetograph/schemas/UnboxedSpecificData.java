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
 * Generated records with arrays of float that are never boxed on the way in or out.
 *
 * <p>It knows the generated classes by name instead of looking them up, so that Avro need not be
 * told, for the whole process, which packages to trust.
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
    // The fast reader boxes every element and cannot be told not to.
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
