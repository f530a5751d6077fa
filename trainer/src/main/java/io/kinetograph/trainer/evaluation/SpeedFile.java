package io.kinetograph.trainer.evaluation;

import io.kinetograph.trainer.file.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Speeds of model files as they are kept, in JSON.
 *
 * @param rounds of every file and batch size
 * @param roundMillis how long a round was at least
 * @param speeds of each file and batch size
 */
public record SpeedFile(int rounds, int roundMillis, List<Speed> speeds) {

  /** Copies. */
  public SpeedFile {
    speeds = List.copyOf(speeds);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is none; it names the file
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
