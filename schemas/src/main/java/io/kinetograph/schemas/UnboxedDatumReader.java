// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SystemLimitException;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** Reads float arrays into a {@link FloatArray}. */
final class UnboxedDatumReader<T> extends SpecificDatumReader<T> {

  /** The most elements to allocate for a declared length before the elements are read. */
  private static final int MAX_FIRST_CAPACITY = 1024;

  UnboxedDatumReader(Schema writer, Schema reader, SpecificData data) {
    super(writer, reader, data);
  }

  @Override
  protected Object readArray(@Nullable Object old, Schema expected, ResolvingDecoder in)
      throws IOException {
    if (expected.getElementType().getType() != Schema.Type.FLOAT) {
      return super.readArray(old, expected, in);
    }
    long block = in.readArrayStart();
    FloatArray array = new FloatArray((int) Math.min(block, MAX_FIRST_CAPACITY), expected);
    while (block > 0) {
      SystemLimitException.checkMaxCollectionLength(array.size(), block);
      for (long i = 0; i < block; i++) {
        array.add(array.size(), in.readFloat());
      }
      block = in.arrayNext();
    }
    return array;
  }

  @Override
  protected Object newMap(@Nullable Object old, int size) {
    // Avro would allocate for the declared length, and a block with a negative count passes the
    // first pass.
    return super.newMap(old, Math.min(size, MAX_FIRST_CAPACITY));
  }
}
