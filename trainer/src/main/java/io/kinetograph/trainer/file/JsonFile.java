// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** Records as JSON files, written whole or not at all. */
public final class JsonFile {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // A file of a later version may have more properties.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addModule(new Jdk8Module())
          .build();

  private JsonFile() {}

  /**
   * Writes a record.
   *
   * @param file replaced if it exists
   * @throws IOException if it cannot be written; what was there stays
   */
  public static void write(Path file, Object value) throws IOException {
    AtomicFile.write(file, part -> Files.write(part, JSON.writeValueAsBytes(value)));
  }

  /**
   * Reads a record. Of its components, those of reference types that the file lacks are null.
   *
   * @throws IOException if it cannot be read or is not such a record; the message names the file
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    T value;
    try {
      value = JSON.readValue(Files.readAllBytes(file), type);
    } catch (JacksonException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, reason(e)), e);
    }
    if (Objects.isNull(value)) {
      throw new IOException("%s contains only null".formatted(file));
    }
    return value;
  }

  /** A record as a JSON tree. */
  public static JsonNode toTree(Object value) {
    return JSON.valueToTree(value);
  }

  /**
   * Makes a record of a JSON tree.
   *
   * @throws IllegalArgumentException if it is no such record, with what its constructor says
   */
  public static <T> T fromTree(JsonNode tree, Class<T> type) {
    try {
      return JSON.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(reason(e), e);
    }
  }

  /**
   * Reads a record from text.
   *
   * @throws IllegalArgumentException if it is no such record, with what its constructor says
   */
  public static <T> T parse(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(reason(e), e);
    }
  }

  /**
   * The message of a constructor or factory about a value, or else Jackson's message and its
   * location.
   */
  private static String reason(JacksonException e) {
    Throwable invalid = ExceptionUtils.throwableOfType(e, IllegalArgumentException.class);
    if (invalid != null && invalid.getMessage() != null) {
      return invalid.getMessage();
    }
    String place = e instanceof JsonMappingException mapping ? place(mapping) : "";
    if (e.getOriginalMessage().startsWith("Cannot map `null`")) {
      return place + " is missing; another version may have written this";
    }
    // Jackson's names for where a file begins say nothing to a user.
    String message = e.getOriginalMessage().replaceAll("\\[Source: [^;]*; ([^]]*)]", "$1");
    return message + (place.isEmpty() ? "" : " (at " + place + ")");
  }

  private static String place(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            part ->
                part.getFieldName() == null
                    ? Integer.toString(part.getIndex())
                    : part.getFieldName())
        .collect(Collectors.joining("."));
  }
}
