// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import io.kinetograph.imaging.segment.BodyUnit;

/** A valid reading: evenly spaced samples of one body unit of one wearer, in event time. */
public final class Reading {

  private final String wearer;
  private final BodyUnit unit;
  private final long startMicros;
  private final int periodMicros;
  private final float[] x;
  private final float[] y;
  private final float[] z;

  Reading(
      String wearer,
      BodyUnit unit,
      long startMicros,
      int periodMicros,
      float[] x,
      float[] y,
      float[] z) {
    this.wearer = wearer;
    this.unit = unit;
    this.startMicros = startMicros;
    this.periodMicros = periodMicros;
    this.x = x;
    this.y = y;
    this.z = z;
  }

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
    return x.length;
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
    return x[sample];
  }

  /** Acceleration along y in m/s^2, finite. */
  public float y(int sample) {
    return y[sample];
  }

  /** Acceleration along z in m/s^2, finite. */
  public float z(int sample) {
    return z[sample];
  }
}
