package io.kinetograph.trainer.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Records as JSON files, written whole or not at all. */
public final class JsonFile {

  private JsonFile() {}

  private static ObjectMapper mapper() {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        // A file of a later version may say more.
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  /**
   * Writes a record.
   *
   * @param file replaced if it exists
   * @throws IOException if it cannot be written; what was there stays
   */
  public static void write(Path file, Object value) throws IOException {
    WholeFile.write(file, part -> Files.write(part, mapper().writeValueAsBytes(value)));
  }

  /**
   * Reads a record. Of its components, those of reference types that the file lacks are null.
   *
   * @throws IOException if it cannot be read or is no such record; the message names the file
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    T value;
    try {
      value = mapper().readValue(Files.readAllBytes(file), type);
    } catch (JacksonException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getOriginalMessage()), e);
    }
    if (Objects.isNull(value)) {
      throw new IOException("%s holds nothing but null".formatted(file));
    }
    return value;
  }
}
