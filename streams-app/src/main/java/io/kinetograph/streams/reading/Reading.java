// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.Unit;

/**
 * A valid reading: evenly spaced samples of one body unit of one wearer, in event time.
 *
 * <p>It belongs to the {@link ReadingDecoder} that returned it and is valid until that decoder's
 * next call, which fills it again.
 */
public final class Reading {

  /** The most samples of a reading. */
  static final int MAX_SAMPLES = 1024;

  String wearer = "";
  Unit schemaUnit = Unit.UNKNOWN;
  BodyUnit unit = BodyUnit.TORSO;
  long startMicros;
  int periodMicros;
  final Axis x = new Axis("x");
  final Axis y = new Axis("y");
  final Axis z = new Axis("z");

  /** Acceleration along one axis in m/s^2. */
  static final class Axis {
    final String field;
    final float[] samples = new float[MAX_SAMPLES];

    /** Number of samples in the record; if it is more than {@link #MAX_SAMPLES}, none is kept. */
    int size;

    Axis(String field) {
      this.field = field;
    }
  }

  Reading() {}

  /** The wearer's id. */
  public String wearer() {
    return wearer;
  }

  /** The body unit that measured it. */
  public BodyUnit unit() {
    return unit;
  }

  /** Number of samples, 1 to 1024. */
  public int size() {
    return x.size;
  }

  /** Time from one sample to the next, in microseconds: 1,000 to 100,000. */
  public int periodMicros() {
    return periodMicros;
  }

  /** Event time of a sample, in microseconds since the epoch. */
  public long timeMicros(int sample) {
    return startMicros + (long) sample * periodMicros;
  }

  /** Event time at which the sample after the last is expected, in microseconds since the epoch. */
  public long endMicros() {
    return timeMicros(size());
  }

  /** Acceleration along x in m/s^2, finite. */
  public float x(int sample) {
    return x.samples[sample];
  }

  /** Acceleration along y in m/s^2, finite. */
  public float y(int sample) {
    return y.samples[sample];
  }

  /** Acceleration along z in m/s^2, finite. */
  public float z(int sample) {
    return z.samples[sample];
  }
}
