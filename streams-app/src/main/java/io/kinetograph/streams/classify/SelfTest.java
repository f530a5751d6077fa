package io.kinetograph.streams.classify;

import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Tries a model on made-up pictures before it may serve: in batches of several sizes, each must
 * give a row of finite logits a picture, and a picture the same in every batch. It is also what
 * warms a GPU up.
 */
final class SelfTest {

  /** Of a logit, absolute and relative: other sizes of a batch are summed in another order. */
  private static final float TOLERANCE = 0.05f;

  private SelfTest() {}

  /**
   * Tries a model.
   *
   * @throws InvalidModelException if it fails the test; the message says how
   */
  static void run(String name, ModelCard card, Network network, BatchSizes sizes)
      throws InvalidModelException {
    List<Picture> pictures = pictures(card, sizes.largest());
    List<float[]> expected = List.of();
    for (int size : sizes.extremesFirst()) {
      List<float[]> logits = logits(name, network, pictures.subList(0, size));
      for (int i = 0; i < size; i++) {
        checkFinite(name, card, size, logits.get(i));
        if (i < expected.size()) {
          checkSame(name, size, expected.get(i), logits.get(i));
        }
      }
      expected = logits.size() > expected.size() ? logits : expected;
    }
  }

  private static List<float[]> logits(String name, Network network, List<Picture> pictures)
      throws InvalidModelException {
    try {
      return network.logits(pictures);
    } catch (ClassificationException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new InvalidModelException(
          "%s fails on a batch of %d made-up pictures: %s"
              .formatted(name, pictures.size(), ModelInspector.firstLine(cause)),
          e);
    }
  }

  private static void checkFinite(String name, ModelCard card, int size, float[] row)
      throws InvalidModelException {
    for (int label = 0; label < row.length; label++) {
      if (!Float.isFinite(row[label])) {
        throw new InvalidModelException(
            "%s gives %s for '%s' on a batch of %d made-up pictures"
                .formatted(name, row[label], card.labels().get(label), size));
      }
    }
  }

  private static void checkSame(String name, int size, float[] expected, float[] row)
      throws InvalidModelException {
    for (int label = 0; label < row.length; label++) {
      float most = TOLERANCE * (1 + Math.abs(expected[label]));
      if (Math.abs(row[label] - expected[label]) > most) {
        throw new InvalidModelException(
            "%s gives a picture other logits in a batch of %d: %s where it was %s"
                .formatted(name, size, row[label], expected[label]));
      }
    }
  }

  /** From rest to violent movement. */
  private static List<Picture> pictures(ModelCard card, int count) {
    Random random = new Random(1);
    List<Picture> pictures = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (5 * (i % 5) * random.nextGaussian());
      }
      pictures.add(Picture.of(Segment.measured(i * Segment.LENGTH_MICROS, values), card.scale()));
    }
    return pictures;
  }
}
