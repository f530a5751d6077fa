package io.kinetograph.trainer.speed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.trainer.evaluation.OnnxRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** A model file that runs batches against the clock, in the thread that asks. */
final class Contender implements AutoCloseable {

  private static final String INPUT = "picture";

  private final Path file;
  private final OrtSession session;

  private Contender(Path file, OrtSession session) {
    this.file = file;
    this.session = session;
  }

  static Contender open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file");
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return new Contender(file, OnnxRuntime.environment().createSession(file.toString(), options));
    } catch (OrtException e) {
      throw new IOException("%s is no model: %s".formatted(file, e.getMessage()), e);
    }
  }

  Path file() {
    return file;
  }

  /**
   * Runs one batch after the other.
   *
   * @param batch pictures in a batch
   * @param nanos how long at least
   * @return how many pictures it got done
   */
  Round run(int batch, long nanos) {
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(batch * Picture.PIXELS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    // Zeros would let some kernels off lightly.
    Random random = new Random(batch);
    while (pixels.hasRemaining()) {
      pixels.put(random.nextFloat());
    }
    long[] shape = {batch, 1, Picture.ROWS, Picture.COLUMNS};
    try (OnnxTensor input =
        OnnxTensor.createTensor(OnnxRuntime.environment(), pixels.flip(), shape)) {
      long pictures = 0;
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      long elapsed = 0;
      while (elapsed < nanos) {
        session.run(Map.of(INPUT, input)).close();
        pictures += batch;
        elapsed = System.nanoTime() - start;
      }
      return new Round(pictures * 1e9 / elapsed, pictures * 1e9 / (cpuNanos() - cpuStart));
    } catch (OrtException e) {
      throw new IllegalStateException("%s cannot be run: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Of this thread, which is the one that computes. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Override
  public void close() throws IOException {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IOException("%s cannot be closed: %s".formatted(file, e.getMessage()), e);
    }
  }
}
