// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Tries a model on synthetic pictures before it may serve. In batches of several sizes, each
 * picture must get finite logits, and the same ones in every batch, and they must not be
 * probabilities. The check also warms a GPU up.
 */
final class ModelSelfCheck {

  /** Of a logit, absolute and relative: batches of other sizes are summed in another order. */
  private static final float TOLERANCE = 0.05f;

  /** For sums of probabilities, which float16 rounds. */
  private static final double NEAR = 0.005;

  /** As many logits are not all between 0 and 1 by chance. */
  private static final int MANY_LABELS = 8;

  /** Pictures that are needed to tell logits from probabilities. */
  private static final int LOGITS_CHECKED = 16;

  private ModelSelfCheck() {}

  /**
   * Tries a model.
   *
   * @param name of the model, for messages
   * @throws InvalidModelException if it fails the check; the message says how
   */
  static void run(String name, LogitsModel model, BatchSizes sizes) throws InvalidModelException {
    List<String> labels = model.card().labels();
    List<Picture> pictures = model.render(segments(sizes.largest()));
    List<float[]> expected = List.of();
    for (int size : sizes.extremesFirst()) {
      List<float[]> logits = logits(name, model, pictures.subList(0, size));
      for (int i = 0; i < size; i++) {
        checkFinite(name, labels, size, logits.get(i));
        if (i < expected.size()) {
          checkSame(name, size, expected.get(i), logits.get(i));
        }
      }
      expected = logits.size() > expected.size() ? logits : expected;
    }
    checkLogits(
        name,
        expected.size() >= LOGITS_CHECKED
            ? expected
            : logits(name, model, model.render(segments(LOGITS_CHECKED))));
  }

  /**
   * Softmax of probabilities is nearly even, so that every label would have a low confidence. With
   * log-probabilities, the energy of every segment would be 0. Sums that are equal on several
   * pictures are no chance; logits that are all from 0 to 1 may be, if there are few, for example
   * of a network that was hardly trained.
   */
  private static void checkLogits(String name, List<float[]> logits) throws InvalidModelException {
    if (logits.stream().allMatch(row -> Math.abs(Logits.energy(row)) < NEAR)) {
      throw notLogits(name, "log-probabilities (e to their power sums to 1)", "LogSoftmax");
    }
    if (!logits.stream().allMatch(ModelSelfCheck::isWithin0And1)) {
      return;
    }
    if (logits.stream().allMatch(row -> Math.abs(sum(row) - 1) < NEAR)) {
      throw notLogits(name, "probabilities (they sum to 1)", "Softmax");
    }
    if (logits.get(0).length >= MANY_LABELS) {
      throw notLogits(name, "probabilities (each is from 0 to 1)", "Sigmoid");
    }
  }

  private static InvalidModelException notLogits(String name, String what, String layer) {
    return new InvalidModelException(
        "%s gives %s for every synthetic picture, not logits; export it without its last layer, %s"
            .formatted(name, what, layer));
  }

  private static boolean isWithin0And1(float[] row) {
    boolean within = true;
    for (float each : row) {
      // Rounding may leave a probability a little above 1.
      within &= each >= 0 && each <= 1 + NEAR;
    }
    return within;
  }

  private static double sum(float[] row) {
    double sum = 0;
    for (float each : row) {
      sum += each;
    }
    return sum;
  }

  private static List<float[]> logits(String name, LogitsModel model, List<Picture> pictures)
      throws InvalidModelException {
    try {
      return model.logits(pictures);
    } catch (InferenceException e) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "%s fails on a batch of %d synthetic pictures: %s",
              name,
              pictures.size(),
              OnnxRuntime.firstLine(ExceptionUtils.getRootCause(e))),
          e);
    }
  }

  private static void checkFinite(String name, List<String> labels, int size, float[] row)
      throws InvalidModelException {
    for (int label = 0; label < row.length; label++) {
      if (!Float.isFinite(row[label])) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "%s gives %s for '%s' on a batch of %d synthetic pictures",
                name,
                row[label],
                labels.get(label),
                size));
      }
    }
  }

  private static void checkSame(String name, int size, float[] expected, float[] row)
      throws InvalidModelException {
    for (int label = 0; label < row.length; label++) {
      float most = TOLERANCE * (1 + Math.abs(expected[label]));
      if (Math.abs(row[label] - expected[label]) > most) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "%s gives a picture other logits in a batch of %d: %s instead of %s",
                name,
                size,
                row[label],
                expected[label]));
      }
    }
  }

  /** From rest to violent movement. */
  private static List<Segment> segments(int count) {
    Random random = new Random(1);
    List<Segment> segments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (5 * (i % 5) * random.nextGaussian());
      }
      segments.add(Segment.measured(i * Segment.LENGTH_MICROS, values));
    }
    return segments;
  }
}
