package io.kinetograph.streams.reading;

import io.kinetograph.imaging.segment.BodyUnit;

/**
 * A checked reading: evenly spaced samples of one unit of one wearer. Its arrays are its own and
 * are not to be changed.
 */
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

  /** Who wears the unit. */
  public String wearer() {
    return wearer;
  }

  /** Where it is worn. */
  public BodyUnit unit() {
    return unit;
  }

  /** How many samples there are, at least 1. */
  public int size() {
    return x.length;
  }

  /** From one sample to the next, in microseconds. */
  public int periodMicros() {
    return periodMicros;
  }

  /** When a sample was taken, in microseconds of the epoch. */
  public long timeMicros(int sample) {
    return startMicros + (long) sample * periodMicros;
  }

  /** When the sample behind the last is to be expected, in microseconds of the epoch. */
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
