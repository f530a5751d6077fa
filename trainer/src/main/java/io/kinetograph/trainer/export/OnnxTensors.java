// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Converts arrays to constant tensors of an ONNX graph, and back. */
final class OnnxTensors {

  private OnnxTensors() {}

  static TensorProto floats(String name, float[] values, List<Long> dimensions) {
    ByteBuffer bytes = allocate(values.length * Float.BYTES);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return tensor(name, TensorProto.DataType.FLOAT, bytes, dimensions);
  }

  static TensorProto halves(String name, float[] values, List<Long> dimensions) {
    ByteBuffer bytes = allocate(values.length * Short.BYTES);
    for (float value : values) {
      bytes.putShort(Fp16Conversions.floatToFp16(value));
    }
    return tensor(name, TensorProto.DataType.FLOAT16, bytes, dimensions);
  }

  /** A list of numbers, such as a shape. */
  static TensorProto list(String name, long... values) {
    ByteBuffer bytes = allocate(values.length * Long.BYTES);
    for (long value : values) {
      bytes.putLong(value);
    }
    return tensor(name, TensorProto.DataType.INT64, bytes, List.of((long) values.length));
  }

  static TensorProto ints(String name, int[] values, List<Long> dimensions) {
    ByteBuffer bytes = allocate(values.length * Integer.BYTES);
    for (int value : values) {
      bytes.putInt(value);
    }
    return tensor(name, TensorProto.DataType.INT32, bytes, dimensions);
  }

  static TensorProto bytes(String name, byte[] values, List<Long> dimensions) {
    return tensor(name, TensorProto.DataType.INT8, allocate(values.length).put(values), dimensions);
  }

  /** A scalar from 0 to 255: a tensor without dimensions. */
  static TensorProto unsignedByte(String name, int value) {
    return tensor(
        name, TensorProto.DataType.UINT8, allocate(Byte.BYTES).put((byte) value), List.of());
  }

  /** The numbers of a tensor that was written with its raw bytes. */
  static float[] toFloats(TensorProto tensor) {
    if (tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
      throw new IllegalArgumentException("tensor " + tensor.getName() + " is not a float tensor");
    }
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto tensor(
      String name, TensorProto.DataType type, ByteBuffer bytes, List<Long> dimensions) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addAllDims(dimensions)
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }
}
