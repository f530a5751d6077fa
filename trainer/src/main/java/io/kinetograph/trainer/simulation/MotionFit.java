// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.motion.AxisMotion;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits the 15 axis motions of one recording (one activity of one subject).
 *
 * <p>The cadence is the frequency whose first six harmonics explain the most power, summed over all
 * rows of all segments; each segment has its own cadence near it. The segments are shifted in time
 * until they line up, and their waves are averaged as complex numbers, so that the phases between
 * units are kept. The average becomes the wave of the table. What cancels out is irregular motion:
 * its power, and the power that no wave explains, become the noise. The noise's memory is chosen so
 * that its lag-1 autocorrelation is right.
 */
final class MotionFit {

  private static final double SLOWEST = 0.4;
  private static final double FASTEST = 3.0;
  private static final double STEP = 0.01;

  /** If the even harmonics explain this share of the power, the odd ones count as noise. */
  private static final double EVEN_ALONE = 0.98;

  /** Largest relative difference between a segment's cadence and the recording's. */
  private static final double PACE_RANGE = 0.06;

  private static final int ALIGNMENTS = 6;
  private static final int SHIFTS = 200;
  private static final double MOST_MEMORY = 0.999;

  private final List<float[]> segments;
  private final double cadence;
  private final List<Waves> waves = new ArrayList<>();

  private MotionFit(List<float[]> segments) {
    this.segments = segments;
    this.cadence = cadence(segments);
  }

  /**
   * Fits a recording.
   *
   * @param recording one segment or more
   * @return 15 motions in the order of a segment's rows
   */
  static List<AxisMotion> of(List<Segment> recording) {
    return new MotionFit(recording.stream().map(Segment::toArray).toList()).fit();
  }

  /**
   * The cadence. Half the true cadence explains as much by its even harmonics, and a little of the
   * noise by its odd ones. So a cadence is doubled unless the odd harmonics matter, as in a limp.
   */
  private static double cadence(List<float[]> segments) {
    double cadence = best(SLOWEST, FASTEST, segments);
    double explained = explained(cadence, segments);
    while (2 * cadence <= FASTEST) {
      double twice = best(2 * cadence - 2 * STEP, 2 * cadence + 2 * STEP, segments);
      double less = explained(twice, segments);
      if (less < EVEN_ALONE * explained) {
        break;
      }
      cadence = twice;
      explained = less;
    }
    return cadence;
  }

  private static double best(double from, double to, List<float[]> segments) {
    double best = from;
    double most = -1;
    for (double frequency = from; frequency <= to; frequency += STEP) {
      double explained = explained(frequency, segments);
      if (explained > most) {
        most = explained;
        best = frequency;
      }
    }
    return best;
  }

  private static double explained(double frequency, List<float[]> segments) {
    HarmonicFit fit = new HarmonicFit(frequency, AxisMotion.WAVES);
    double explained = 0;
    for (float[] segment : segments) {
      for (int row = 0; row < Segment.ROWS; row++) {
        explained += fit.explained(segment, row);
      }
    }
    return explained;
  }

  private List<AxisMotion> fit() {
    for (float[] segment : segments) {
      waves.add(new Waves(segment, cadence));
    }
    double[][][] average = align();
    List<AxisMotion> motions = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      motions.add(motion(row, average));
    }
    return motions;
  }

  /** Aligns all segments with their average, repeatedly; returns it by row and harmonic. */
  private double[][][] align() {
    double[][][] average = waves.get(waves.size() / 2).complex(0);
    for (int pass = 0; pass < ALIGNMENTS; pass++) {
      double[][][] sum = new double[Segment.ROWS][AxisMotion.WAVES][2];
      for (Waves segment : waves) {
        segment.alignTo(average);
        double[][][] shifted = segment.complex(segment.shift);
        for (int row = 0; row < Segment.ROWS; row++) {
          for (int k = 0; k < AxisMotion.WAVES; k++) {
            sum[row][k][0] += shifted[row][k][0] / waves.size();
            sum[row][k][1] += shifted[row][k][1] / waves.size();
          }
        }
      }
      average = sum;
    }
    return average;
  }

  private AxisMotion motion(int row, double[][][] average) {
    double mean = 0;
    double power = 0;
    double lagged = 0;
    List<AxisMotion.Wave> components = new ArrayList<>();
    for (Waves segment : waves) {
      mean += segment.fits[row][0] / waves.size();
      double[] residual = segment.residuals[row];
      for (int t = 0; t < residual.length; t++) {
        power += residual[t] * residual[t] / residual.length / waves.size();
      }
      for (int t = 1; t < residual.length; t++) {
        lagged += residual[t] * residual[t - 1] / residual.length / waves.size();
      }
    }
    for (int k = 0; k < AxisMotion.WAVES; k++) {
      double re = average[row][k][0];
      double im = average[row][k][1];
      double frequency = (k + 1) * cadence;
      double all = 0;
      for (Waves segment : waves) {
        all += segment.squares(row, k) / waves.size();
      }
      double irregular = Math.max(0, all - re * re - im * im) / 2;
      power += irregular;
      lagged += irregular * Math.cos(2 * Math.PI * frequency / Segment.SAMPLE_RATE_HZ);
      components.add(new AxisMotion.Wave(frequency, Math.hypot(re, im), Math.atan2(im, re)));
    }
    double memory = power > 0 ? Math.max(-MOST_MEMORY, Math.min(MOST_MEMORY, lagged / power)) : 0;
    return new AxisMotion(mean, Math.sqrt(power), memory, components);
  }

  /** The waves of one segment. */
  private static final class Waves {
    private final double[][] fits = new double[Segment.ROWS][];
    private final double[][] residuals = new double[Segment.ROWS][];
    private double shift;

    Waves(float[] segment, double cadence) {
      double own = best(cadence * (1 - PACE_RANGE), cadence * (1 + PACE_RANGE), List.of(segment));
      HarmonicFit fit = new HarmonicFit(own, AxisMotion.WAVES);
      for (int row = 0; row < Segment.ROWS; row++) {
        fits[row] = fit.fit(segment, row);
        residuals[row] = fit.residual(segment, row, fits[row]);
      }
    }

    double squares(int row, int k) {
      double c = fits[row][2 * k + 1];
      double s = fits[row][2 * k + 2];
      return c * c + s * s;
    }

    /** Complex amplitudes by row and harmonic, delayed by a part of a cycle. */
    double[][][] complex(double cycles) {
      double[][][] complex = new double[Segment.ROWS][AxisMotion.WAVES][2];
      for (int row = 0; row < Segment.ROWS; row++) {
        for (int k = 0; k < AxisMotion.WAVES; k++) {
          double angle = 2 * Math.PI * (k + 1) * cycles;
          double c = Math.cos(angle);
          double s = Math.sin(angle);
          double re = fits[row][2 * k + 1];
          double im = -fits[row][2 * k + 2];
          complex[row][k][0] = re * c - im * s;
          complex[row][k][1] = re * s + im * c;
        }
      }
      return complex;
    }

    /** Finds the shift that correlates best with other waves. */
    void alignTo(double[][][] other) {
      double[] re = new double[AxisMotion.WAVES];
      double[] im = new double[AxisMotion.WAVES];
      double[][][] own = complex(0);
      for (int row = 0; row < Segment.ROWS; row++) {
        for (int k = 0; k < AxisMotion.WAVES; k++) {
          double[] a = own[row][k];
          double[] b = other[row][k];
          re[k] += a[0] * b[0] + a[1] * b[1];
          im[k] += a[1] * b[0] - a[0] * b[1];
        }
      }
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < SHIFTS; i++) {
        double cycles = (double) i / SHIFTS;
        double likeness = 0;
        for (int k = 0; k < AxisMotion.WAVES; k++) {
          double angle = 2 * Math.PI * (k + 1) * cycles;
          likeness += re[k] * Math.cos(angle) - im[k] * Math.sin(angle);
        }
        if (likeness > most) {
          most = likeness;
          shift = cycles;
        }
      }
    }
  }
}
