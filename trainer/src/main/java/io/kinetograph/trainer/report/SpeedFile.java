package io.kinetograph.trainer.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinetograph.trainer.speed.Speed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What {@code model-speed --json} wrote.
 *
 * @param rounds of every file and batch size
 * @param roundMillis how long a round was at least
 * @param speeds of each file and batch size
 */
record SpeedFile(int rounds, int roundMillis, List<Speed> speeds) {

  SpeedFile {
    speeds = List.copyOf(speeds);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is none; it names the file
   */
  static SpeedFile read(Path file) throws IOException {
    JsonMapper mapper =
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    SpeedFile read;
    try {
      read = mapper.readValue(Files.readAllBytes(file), SpeedFile.class);
    } catch (JacksonException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getOriginalMessage()), e);
    }
    if (Objects.isNull(read)
        || read.speeds.isEmpty()
        || read.speeds.stream().anyMatch(s -> Objects.isNull(s.file()))) {
      throw new IOException("%s holds no speeds of model files".formatted(file));
    }
    return read;
  }
}
