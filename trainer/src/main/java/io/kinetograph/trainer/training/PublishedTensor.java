package io.kinetograph.trainer.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** A tensor as a published file holds it. */
final class PublishedTensor {

  private static final Set<TensorType> READ =
      Set.of(TensorType.F32, TensorType.F16, TensorType.BF16);

  private final TensorType type;
  private final long[] shape;
  private final ByteBuffer bytes;

  /**
   * Describes a tensor.
   *
   * @param type of its numbers
   * @param bytes its numbers, little-endian
   */
  PublishedTensor(TensorType type, long[] shape, ByteBuffer bytes) {
    this.type = type;
    this.shape = shape.clone();
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  TensorType type() {
    return type;
  }

  long[] shape() {
    return shape.clone();
  }

  /** Its numbers as they are. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** Whether {@link #floats()} knows how to read it. */
  boolean isRead() {
    return READ.contains(type);
  }

  /** Its numbers. */
  float[] floats() {
    int width = type.bytes();
    float[] floats = new float[bytes.remaining() / width];
    for (int i = 0; i < floats.length; i++) {
      int place = bytes.position() + i * width;
      floats[i] =
          switch (type) {
            case F32 -> bytes.getFloat(place);
            case F16 -> half(bytes.getShort(place));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(place) << Short.SIZE);
            default -> throw new IllegalStateException("type " + type + " is not read");
          };
    }
    return floats;
  }

  /** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
  private static float half(short bits) {
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
