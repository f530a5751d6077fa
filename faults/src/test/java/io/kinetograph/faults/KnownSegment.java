// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.Unit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Five seconds of a wearer with known values, and the tiny model's label for them, computed here
 * from its weights and the values alone. Each segment is drawn towards an activity of its own, so
 * that one that lacks samples or has another's is most likely named wrongly.
 */
final class KnownSegment {

  static final int SECONDS = 5;
  static final long MILLIS = 1000L * SECONDS;

  private static final int ROWS = 15;
  private static final int COLUMNS = 125;
  private static final int RATE = 25;
  private static final int PERIOD_MICROS = 1_000_000 / RATE;
  private static final Unit[] UNITS = {
    Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG
  };
  private static final int CLASSES = TinyModel.LABELS.size();
  private static final float[][] WEIGHTS = weights();

  private final String wearer;
  private final long startMillis;
  private final float[] values;
  private final ExpectedLabel expected;

  /**
   * Makes a segment; the same one for the same arguments.
   *
   * @param wearer whose it is
   * @param startMillis its first instant, a multiple of 5 s
   */
  KnownSegment(String wearer, long startMillis) {
    this(wearer, startMillis, values(new Random(31L * wearer.hashCode() + startMillis)));
  }

  private KnownSegment(String wearer, long startMillis, float[] values) {
    this.wearer = wearer;
    this.startMillis = startMillis;
    this.values = values;
    this.expected = expect();
  }

  private static float[] values(Random random) {
    float[] values = new float[ROWS * COLUMNS];
    int activity = random.nextInt(CLASSES);
    for (int pixel = 0; pixel < values.length; pixel++) {
      float[] weights = WEIGHTS[pixel];
      double mean = 0;
      for (float weight : weights) {
        mean += weight / (double) CLASSES;
      }
      double value = 2 * (weights[activity] - mean) + 4 * random.nextGaussian();
      values[pixel] = (float) Math.max(-19, Math.min(19, value));
    }
    return values;
  }

  /**
   * Makes the segment of the same wearer that overlaps this one and the next one.
   *
   * @param next starts when this one ends
   * @param seconds of the next one, 1 to 4
   */
  KnownSegment overlapping(KnownSegment next, int seconds) {
    int columns = seconds * RATE;
    float[] overlap = new float[ROWS * COLUMNS];
    for (int row = 0; row < overlap.length; row += COLUMNS) {
      System.arraycopy(values, row + columns, overlap, row, COLUMNS - columns);
      System.arraycopy(next.values, row, overlap, row + COLUMNS - columns, columns);
    }
    return new KnownSegment(wearer, startMillis + 1000L * seconds, overlap);
  }

  private static float[][] weights() {
    List<Float> weights = TinyModel.weights(new TinyModel().version(), ROWS * COLUMNS, CLASSES);
    float[][] byPixel = new float[ROWS * COLUMNS][CLASSES];
    for (int i = 0; i < weights.size(); i++) {
      byPixel[i / CLASSES][i % CLASSES] = weights.get(i);
    }
    return byPixel;
  }

  /** Its first instant. */
  long startMillis() {
    return startMillis;
  }

  /** Who it is of. */
  String wearer() {
    return wearer;
  }

  /** The readings of one of its seconds, one of each unit. */
  List<AccelerometerReading> second(int second) {
    List<AccelerometerReading> readings = new ArrayList<>();
    for (int unit = 0; unit < UNITS.length; unit++) {
      readings.add(
          AccelerometerReading.newBuilder()
              .setWearer(wearer)
              .setUnit(UNITS[unit])
              .setStartedAt(Instant.EPOCH.plus(startMillis + 1000L * second, ChronoUnit.MILLIS))
              .setSamplePeriodMicros(PERIOD_MICROS)
              .setX(row(3 * unit, second))
              .setY(row(3 * unit + 1, second))
              .setZ(row(3 * unit + 2, second))
              .build());
    }
    return readings;
  }

  private List<Float> row(int row, int second) {
    int from = row * COLUMNS + second * RATE;
    return FloatAxes.of(Arrays.copyOfRange(values, from, from + RATE));
  }

  /** The label that it must get, once. */
  ExpectedLabel expected() {
    return expected;
  }

  private ExpectedLabel expect() {
    double[] logits = new double[CLASSES];
    for (int pixel = 0; pixel < values.length; pixel++) {
      // The tiny model's scale, by hand: -20 to 20 m/s^2 become 0 to 1.
      double shade = (values[pixel] + 20) / 40;
      for (int label = 0; label < CLASSES; label++) {
        logits[label] += WEIGHTS[pixel][label] * shade;
      }
    }
    int best = 0;
    for (int label = 1; label < CLASSES; label++) {
      best = logits[label] > logits[best] ? label : best;
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - logits[best]);
    }
    return new ExpectedLabel(wearer, startMillis, TinyModel.LABELS.get(best), (float) (1 / sum));
  }
}
