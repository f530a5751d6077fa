// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;

/** Converts an axis of a reading from and to a {@code float[]} without boxing its samples. */
public final class FloatAxes {

  private static final Schema SCHEMA = AccelerometerReading.getClassSchema().getField("x").schema();

  private FloatAxes() {}

  /** An axis for a reading's builder. */
  public static List<Float> of(float... samples) {
    return of(samples, 0, samples.length);
  }

  /**
   * An axis for a reading's builder, from a part of an array.
   *
   * @param samples acceleration in m/s^2
   * @param from index of the first sample
   * @param to index after the last sample
   * @throws IndexOutOfBoundsException if the part is not within the array
   */
  public static List<Float> of(float[] samples, int from, int to) {
    FloatArray axis = new FloatArray(to - from, SCHEMA);
    for (int i = from; i < to; i++) {
      axis.add(i - from, samples[i]);
    }
    return axis;
  }

  /** The samples of an axis; a copy. */
  public static float[] toArray(List<Float> axis) {
    float[] samples = new float[axis.size()];
    if (axis instanceof FloatArray floats) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = floats.getFloat(i);
      }
    } else {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = axis.get(i);
      }
    }
    return samples;
  }
}
