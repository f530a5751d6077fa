package io.kinetograph.trainer.protocol;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinetograph.trainer.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Records as JSON files, written whole or not at all. */
final class Json {

  private Json() {}

  private static ObjectMapper mapper() {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        // A file of a later version may say more.
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  static void write(Path file, Object value) throws IOException {
    WholeFile.write(file, part -> Files.write(part, mapper().writeValueAsBytes(value)));
  }

  static <T> T read(Path file, Class<T> type) throws IOException {
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
