// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/** Writes a {@link FloatArray} without boxing its elements. */
final class UnboxedDatumWriter<T> extends SpecificDatumWriter<T> {

  UnboxedDatumWriter(Schema schema, SpecificData data) {
    super(schema, data);
  }

  @Override
  protected void writeArray(Schema schema, Object datum, Encoder out) throws IOException {
    if (!(datum instanceof FloatArray floats)
        || schema.getElementType().getType() != Schema.Type.FLOAT) {
      super.writeArray(schema, datum, out);
      return;
    }
    out.writeArrayStart();
    out.setItemCount(floats.size());
    for (int i = 0; i < floats.size(); i++) {
      out.startItem();
      out.writeFloat(floats.getFloat(i));
    }
    out.writeArrayEnd();
  }
}
