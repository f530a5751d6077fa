package io.kinetograph.streams.app;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.Unit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Made-up wearers: what they would publish, in good order. */
public final class Readings {

  public static final int PERIOD = 40_000;

  private static final Unit[] UNITS = {
    Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG
  };

  private Readings() {}

  /** A reading of one unit whose x is the value given; y and z follow from it. */
  public static AccelerometerReading reading(
      String wearer, Unit unit, long startMicros, int periodMicros, float... xs) {
    float[] ys = new float[xs.length];
    float[] zs = new float[xs.length];
    for (int i = 0; i < xs.length; i++) {
      ys[i] = -xs[i];
      zs[i] = 9.81f;
    }
    return AccelerometerReading.newBuilder()
        .setWearer(wearer)
        .setUnit(unit)
        .setStartedAt(Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS))
        .setSamplePeriodMicros(periodMicros)
        .setX(FloatAxes.of(xs))
        .setY(FloatAxes.of(ys))
        .setZ(FloatAxes.of(zs))
        .build();
  }

  /**
   * All units of a wearer at 25 Hz, in good order.
   *
   * @param batch samples a reading
   * @param seconds for how long
   */
  public static List<AccelerometerReading> of(
      String wearer, long startMicros, double seconds, int batch) {
    List<AccelerometerReading> readings = new ArrayList<>();
    int samples = (int) Math.round(seconds * 25);
    for (int from = 0; from < samples; from += batch) {
      int to = Math.min(samples, from + batch);
      for (Unit unit : UNITS) {
        float[] xs = new float[to - from];
        for (int i = from; i < to; i++) {
          xs[i - from] = value(unit, startMicros / PERIOD + i);
        }
        readings.add(reading(wearer, unit, startMicros + (long) from * PERIOD, PERIOD, xs));
      }
    }
    return readings;
  }

  /** A signal that differs from unit to unit and from segment to segment. */
  private static float value(Unit unit, long tick) {
    long segment = tick / 125;
    double pace = 0.8 + 0.4 * (segment % 5);
    return (float)
        (3 * Math.sin(2 * Math.PI * pace * tick / 25 + unit.toString().length()) + segment % 7);
  }
}
