package io.kinetograph.trainer.evaluation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.kinetograph.imaging.picture.Picture;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;

/** A model file that runs batches against the clock, in the thread that asks. */
final class Contender implements AutoCloseable {

  private final ModelSession session;

  private Contender(ModelSession session) {
    this.session = session;
  }

  static Contender open(Path file) throws IOException {
    return new Contender(ModelSession.open(file, 1));
  }

  Path file() {
    return session.file();
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
    try (OnnxTensor input = OnnxTensor.createTensor(session.environment(), pixels.flip(), shape)) {
      long pictures = 0;
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      long elapsed = 0;
      while (elapsed < nanos) {
        session.run(input).close();
        pictures += batch;
        elapsed = System.nanoTime() - start;
      }
      return new Round(pictures * 1e9 / elapsed, pictures * 1e9 / (cpuNanos() - cpuStart));
    } catch (OrtException e) {
      throw new IllegalStateException(
          "%s cannot be run: %s".formatted(session.file(), e.getMessage()), e);
    }
  }

  /** Of this thread, which is the one that computes. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
