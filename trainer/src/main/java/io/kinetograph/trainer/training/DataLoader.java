// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.trainer.augment.Augmenter;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/**
 * Loads the batches of an epoch: augmented segments, rendered and mixed. The random numbers depend
 * only on the seed, the epoch and the batch, so that a resumed training uses the same pictures as
 * an uninterrupted one.
 */
final class DataLoader implements AutoCloseable {

  private final TrainingData data;
  private final TrainingSettings settings;
  private final Augmenter augmenter;

  /** Far from that of any other run's seed, so that no epoch of theirs has the same draws. */
  private final long firstSeed;

  private final ExecutorService prefetching =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "data-loader");
            thread.setDaemon(true);
            return thread;
          });

  DataLoader(TrainingData data, TrainingSettings settings) {
    this.data = data;
    this.settings = settings;
    this.augmenter = new Augmenter(settings.augmentation(), data.trainingSet());
    this.firstSeed = new SplittableRandom(settings.seed()).nextLong();
  }

  /** The pictures of one step and their targets. */
  static final class Batch {

    static final int NO_CLASS = -1;

    private final float[] pixels;
    private final float[] targets;
    private final int[] classes;

    private Batch(float[] pixels, float[] targets, int[] classes) {
      this.pixels = pixels;
      this.targets = targets;
      this.classes = classes;
    }

    int size() {
      return classes.length;
    }

    /** N x 1 x 15 x 125, from 0 to 1. */
    float[] pixels() {
      return pixels;
    }

    /** N x classes probabilities. */
    float[] targets() {
      return targets;
    }

    /** The main class of each picture; {@link #NO_CLASS} for motions that are no activity. */
    int[] classes() {
      return classes;
    }

    /** How many pictures have a class. */
    int known() {
      return (int) Arrays.stream(classes).filter(c -> c != NO_CLASS).count();
    }
  }

  /** Batches of an epoch. All are full; the segments left over differ from epoch to epoch. */
  int batches() {
    return Math.max(1, data.trainingSet().size() / settings.optimization().batch());
  }

  /** The batches of an epoch; while one is used, another thread loads the next. */
  Iterator<Batch> epoch(int epoch) {
    List<RecordedSegment> order = order(epoch);
    return new Iterator<>() {
      private CompletableFuture<Batch> next = load(0);
      private int done;

      private CompletableFuture<Batch> load(int number) {
        return CompletableFuture.supplyAsync(() -> batch(order, epoch, number), prefetching);
      }

      @Override
      public boolean hasNext() {
        return done < batches();
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Batch batch = next.join();
        done++;
        if (hasNext()) {
          next = load(done);
        }
        return batch;
      }
    };
  }

  /** The segments of an epoch, shuffled. */
  List<RecordedSegment> order(int epoch) {
    List<RecordedSegment> order = new ArrayList<>(data.trainingSet().segments());
    Collections.shuffle(order, new Random(firstSeed + epoch));
    return order;
  }

  /**
   * Loads a batch.
   *
   * @param order of the epoch's segments
   * @param epoch its number, from 1
   * @param batch its number in the epoch, from 0
   */
  Batch batch(List<RecordedSegment> order, int epoch, int batch) {
    RandomGenerator random = new SplittableRandom((firstSeed + epoch) * 65_537 + batch);
    int first = batch * settings.optimization().batch();
    List<RecordedSegment> segments =
        order.subList(first, Math.min(order.size(), first + settings.optimization().batch()));
    FloatBuffer pixels = FloatBuffer.allocate(segments.size() * Picture.PIXELS);
    int[] classes = new int[segments.size()];
    for (int i = 0; i < classes.length; i++) {
      RecordedSegment segment = segments.get(i);
      boolean unknown = random.nextDouble() < settings.augmentation().unknownMotion();
      classes[i] = unknown ? Batch.NO_CLASS : data.classOf(segment);
      float[] values =
          unknown ? augmenter.unknown(segment, random) : augmenter.vary(segment, random);
      Picture.of(values, data.scale()).putInto(pixels);
    }
    float[] targets = new float[classes.length * data.classes()];
    mix(pixels.array(), targets, classes, random);
    return new Batch(pixels.array(), targets, classes);
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
      addTo(targets, row, classes[i], sure * own);
      addTo(targets, row, classes[other], sure * (1 - own));
    }
  }

  /** A motion that is no activity gives all classes the same probability. */
  private void addTo(float[] targets, int row, int target, float probability) {
    if (target == Batch.NO_CLASS) {
      for (int c = 0; c < data.classes(); c++) {
        targets[row + c] += probability / data.classes();
      }
    } else {
      targets[row + target] += probability;
    }
  }

  /**
   * A draw from Beta(a, a) by Jöhnk's algorithm, which is quick for small a: at 8, the largest that
   * the settings allow, it takes about 13,000 rounds.
   */
  static double beta(double a, RandomGenerator random) {
    while (true) {
      double u = random.nextDouble();
      double v = random.nextDouble();
      double x = Math.pow(u, 1 / a);
      double y = Math.pow(v, 1 / a);
      if (x + y == 0) {
        // Both are too small for a double, but not their logarithms.
        return 1 / (1 + Math.exp((Math.log(v) - Math.log(u)) / a));
      } else if (x + y <= 1) {
        return x / (x + y);
      }
    }
  }

  @Override
  public void close() {
    prefetching.shutdownNow();
  }
}
