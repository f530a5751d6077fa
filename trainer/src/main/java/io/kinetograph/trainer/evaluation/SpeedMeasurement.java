// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.trainer.evaluation.SpeedMeasurement.SpeedFile.Speed;
import io.kinetograph.trainer.file.JsonFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Measures model files beside each other, one thread each, as the app runs them. The files take
 * turns in short iterations, so that other load on the machine hits all of them alike, and the
 * median of the iterations counts.
 */
public final class SpeedMeasurement {

  private final int iterations;
  private final long iterationNanos;

  /**
   * Creates a measurement.
   *
   * @param iterations of every file and batch size, at least 1, besides one to warm up
   * @param iterationMillis how long an iteration is at least
   * @throws IllegalArgumentException if one is less than 1
   */
  public SpeedMeasurement(int iterations, int iterationMillis) {
    if (iterations < 1 || iterationMillis < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d iterations of %d ms measure nothing", iterations, iterationMillis));
    }
    this.iterations = iterations;
    this.iterationNanos = iterationMillis * 1_000_000L;
  }

  /** The number of iterations, including warm-up, for these numbers of files and batch sizes. */
  public long iterations(int files, int batches) {
    return (1L + iterations) * files * batches;
  }

  /**
   * Measures.
   *
   * @param files model files, one or more
   * @param batches batch sizes, each at least 1
   * @param afterIteration called after each of {@link #iterations(int, int)}
   * @return file after file, and for each batch size after batch size
   * @throws IOException if production would reject a file; the message names it and the reason
   */
  public List<Speed> of(List<Path> files, List<Integer> batches, Runnable afterIteration)
      throws IOException {
    ModelLoader loader = new ModelLoader(ModelDevice.CPU, Collections.max(batches));
    List<BenchmarkedModel> models = new ArrayList<>();
    try {
      for (Path file : files) {
        models.add(BenchmarkedModel.load(loader, file));
      }
      List<Series> all = new ArrayList<>();
      for (int batch : batches) {
        models.forEach(model -> all.add(new Series(model, batch, new ArrayList<>())));
      }
      for (Series series : all) {
        series.model.run(series.batch, iterationNanos);
        afterIteration.run();
      }
      for (int iteration = 0; iteration < iterations; iteration++) {
        for (Series series : all) {
          series.iterations.add(series.model.run(series.batch, iterationNanos));
          afterIteration.run();
        }
      }
      List<Speed> speeds = new ArrayList<>();
      for (BenchmarkedModel model : models) {
        for (Series series : all) {
          if (series.model.equals(model)) {
            speeds.add(series.speed());
          }
        }
      }
      return speeds;
    } finally {
      models.forEach(BenchmarkedModel::close);
    }
  }

  /**
   * The throughput of one iteration.
   *
   * @param perSecond pictures in a second of the clock
   * @param perCpuSecond pictures in a second of the thread's CPU time
   */
  private record Iteration(double perSecond, double perCpuSecond) {}

  /** All iterations of one file at one batch size. */
  private record Series(BenchmarkedModel model, int batch, List<Iteration> iterations) {

    Speed speed() throws IOException {
      double[] perSecond = sorted(Iteration::perSecond);
      return new Speed(
          String.valueOf(model.file.getFileName()),
          Files.size(model.file),
          batch,
          median(perSecond),
          median(sorted(Iteration::perCpuSecond)),
          perSecond[0],
          perSecond[perSecond.length - 1]);
    }

    private double[] sorted(ToDoubleFunction<Iteration> figure) {
      return iterations.stream().mapToDouble(figure).sorted().toArray();
    }

    private static double median(double[] sorted) {
      return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
  }

  /** A model that runs batches against the clock, on the thread that asks. */
  private record BenchmarkedModel(Path file, LogitsModel model) implements AutoCloseable {

    static BenchmarkedModel load(ModelLoader loader, Path file) throws IOException {
      try {
        return new BenchmarkedModel(file, loader.load(ModelFile.read(file)));
      } catch (InvalidModelException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    Iteration run(int batch, long nanos) {
      List<Picture> pictures = randomPictures(batch);
      long done = 0;
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      long elapsed = 0;
      while (elapsed < nanos) {
        model.logits(pictures);
        done += batch;
        elapsed = System.nanoTime() - start;
      }
      return new Iteration(done * 1e9 / elapsed, done * 1e9 / (cpuNanos() - cpuStart));
    }

    /** Pixels from 0 to 1: some kernels are faster on zeros. */
    private static List<Picture> randomPictures(int count) {
      Random random = new Random(count);
      List<Picture> pictures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        float[] pixels = new float[Picture.PIXELS];
        for (int j = 0; j < pixels.length; j++) {
          pixels[j] = random.nextFloat();
        }
        pictures.add(Picture.of(pixels, new PixelScale(0, 1)));
      }
      return pictures;
    }

    private static long cpuNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /**
   * The measured speeds of model files, kept as JSON.
   *
   * @param iterations of every file and batch size
   * @param iterationMillis how long an iteration was at least
   * @param speeds of each file and batch size
   */
  public record SpeedFile(int iterations, int iterationMillis, List<Speed> speeds) {

    public SpeedFile {
      speeds = List.copyOf(speeds);
    }

    /**
     * How fast a model file is at a batch size, with one thread. On an idle machine the first two
     * figures are equal; on a busy one, the second is closer to the file's real speed.
     *
     * @param file its name
     * @param bytes its size
     * @param batch pictures in a call
     * @param picturesPerSecond median of all iterations
     * @param picturesPerCpuSecond the same, by the CPU time of the thread
     * @param slowest iteration, pictures a second
     * @param fastest iteration, pictures a second
     */
    public record Speed(
        String file,
        long bytes,
        int batch,
        double picturesPerSecond,
        double picturesPerCpuSecond,
        double slowest,
        double fastest) {}

    /**
     * Reads a file.
     *
     * @throws IOException if it holds no speeds; the message names it
     */
    public static SpeedFile read(Path file) throws IOException {
      SpeedFile read = JsonFile.read(file, SpeedFile.class);
      if (read.speeds.isEmpty() || read.speeds.stream().anyMatch(s -> Objects.isNull(s.file()))) {
        throw new IOException("%s contains no speeds of model files".formatted(file));
      }
      return read;
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param file replaced if it exists
     */
    public void write(Path file) throws IOException {
      JsonFile.write(file, this);
    }
  }
}
