package io.kinetograph.trainer.evaluation;

import io.kinetograph.trainer.file.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The measured speeds of model files, kept as JSON.
 *
 * @param iterations of every file and batch size
 * @param iterationMillis how long an iteration was at least
 * @param speeds of each file and batch size
 */
public record SpeedFile(int iterations, int iterationMillis, List<Speed> speeds) {

  /** Copies. */
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
      throw new IOException("%s holds no speeds of model files".formatted(file));
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
