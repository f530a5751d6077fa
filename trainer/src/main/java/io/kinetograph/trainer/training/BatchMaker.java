package io.kinetograph.trainer.training;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.trainer.augment.Augmenter;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes the batches of an epoch. What it draws depends on the seed, the epoch and the batch alone,
 * so that a resumed training sees the pictures that the straight one sees.
 */
final class BatchMaker {

  private final TrainingData data;
  private final TrainingSettings settings;
  private final Augmenter augmenter;

  BatchMaker(TrainingData data, TrainingSettings settings) {
    this.data = data;
    this.settings = settings;
    this.augmenter = new Augmenter(settings.augmentation(), data.training());
  }

  /** Batches of an epoch: all are full, what is left over comes along in another epoch. */
  int batches() {
    return Math.max(1, data.training().size() / settings.optimization().batch());
  }

  /** The segments of an epoch in the order they are looked at. */
  List<RecordedSegment> order(int epoch) {
    List<RecordedSegment> order = new ArrayList<>(data.training().segments());
    Collections.shuffle(order, new Random(settings.seed() * 31 + epoch));
    return order;
  }

  PictureBatch batch(List<RecordedSegment> order, int epoch, int batch) {
    RandomGenerator random = new SplittableRandom((settings.seed() * 31 + epoch) * 65_537 + batch);
    int first = batch * settings.optimization().batch();
    List<RecordedSegment> segments =
        order.subList(first, Math.min(order.size(), first + settings.optimization().batch()));
    FloatBuffer pixels = FloatBuffer.allocate(segments.size() * Picture.PIXELS);
    int[] classes = new int[segments.size()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = data.classOf(segments.get(i));
      Picture.of(augmenter.vary(segments.get(i), random), data.scale()).putInto(pixels);
    }
    float[] targets = new float[classes.length * data.classes()];
    mix(pixels.array(), targets, classes, random);
    return new PictureBatch(pixels, targets, classes);
  }

  /**
   * Mixup (Zhang et al. 2018): each picture gets a part of another of its batch, and its target
   * that part of the other's. The larger part stays its own.
   */
  private void mix(float[] pixels, float[] targets, int[] classes, RandomGenerator random) {
    float[] pure = pixels.clone();
    float spread = (float) (settings.regularization().labelSmoothing() / data.classes());
    float sure = (float) (1 - settings.regularization().labelSmoothing());
    for (int i = 0; i < classes.length; i++) {
      int other = random.nextInt(classes.length);
      double drawn =
          settings.regularization().mixup() > 0
              ? beta(settings.regularization().mixup(), random)
              : 1;
      float own = (float) Math.max(drawn, 1 - drawn);
      if (own < 1) {
        for (int p = 0; p < Picture.PIXELS; p++) {
          int at = i * Picture.PIXELS + p;
          pixels[at] = own * pure[at] + (1 - own) * pure[other * Picture.PIXELS + p];
        }
      }
      int row = i * data.classes();
      for (int c = 0; c < data.classes(); c++) {
        targets[row + c] = spread;
      }
      targets[row + classes[i]] += sure * own;
      targets[row + classes[other]] += sure * (1 - own);
    }
  }

  /** A draw from Beta(a, a) by Jöhnk's algorithm, which is quick for small a. */
  private static double beta(double a, RandomGenerator random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / a);
      double y = Math.pow(random.nextDouble(), 1 / a);
      if (x + y <= 1 && x + y > 0) {
        return x / (x + y);
      }
    }
  }
}
