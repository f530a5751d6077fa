package io.kinetograph.trainer.training;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The header of a file in the safetensors format, which says what is where. It is believed nothing:
 * every tensor must be as long as its type and shape say, and follow right after another, as the
 * format has it.
 *
 * @param metadata text entries by name
 * @param tensors by name, in the header's order
 */
record TensorHeader(Map<String, String> metadata, Map<String, Place> tensors) {

  static final String METADATA = "__metadata__";

  /** A run's header has 0.1 MB. */
  static final int LONGEST = 1 << 24;

  /**
   * Where a tensor is.
   *
   * @param type of its numbers
   * @param shape its dimensions
   * @param begin offset of its first byte behind the header
   * @param end offset behind its last byte
   */
  record Place(TensorType type, List<Long> shape, long begin, long end) {}

  /**
   * Reads a header.
   *
   * @param text the header's bytes
   * @param dataLength how many bytes follow the header
   * @param types that a tensor may have
   * @throws IOException if it is none or does not fit the data; the message names the tensor
   */
  static TensorHeader parse(ByteBuffer text, long dataLength, Set<TensorType> types)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Place> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : json(text).entrySet()) {
      String name = entry.getKey();
      if (!entry.getValue().isJsonObject()) {
        throw new IOException("its header has no object at %s".formatted(name));
      }
      JsonObject value = entry.getValue().getAsJsonObject();
      if (name.equals(METADATA)) {
        for (Map.Entry<String, JsonElement> e : value.entrySet()) {
          if (!e.getValue().isJsonPrimitive()) {
            throw new IOException("its entry %s is no text".formatted(e.getKey()));
          }
          metadata.put(e.getKey(), e.getValue().getAsString());
        }
      } else {
        tensors.put(name, place(name, value, types));
      }
    }
    requireNoGaps(tensors, dataLength);
    return new TensorHeader(metadata, tensors);
  }

  private static JsonObject json(ByteBuffer text) throws IOException {
    try {
      JsonElement json =
          JsonParser.parseString(StandardCharsets.UTF_8.newDecoder().decode(text).toString());
      if (json.isJsonObject()) {
        return json.getAsJsonObject();
      }
      throw new IOException("its header is no JSON object");
    } catch (JsonParseException | CharacterCodingException e) {
      throw new IOException("its header is no JSON object", e);
    }
  }

  private static Place place(String name, JsonObject tensor, Set<TensorType> types)
      throws IOException {
    TensorType type = type(name, tensor.get("dtype"), types);
    List<Long> shape = numbers(name, tensor, "shape");
    List<Long> offsets = numbers(name, tensor, "data_offsets");
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw new IOException("tensor %s has the offsets %s".formatted(name, offsets));
    }
    long bytes = type.bytes();
    for (long dimension : shape) {
      long high = Math.multiplyHigh(bytes, dimension);
      bytes *= dimension;
      if (high != 0 || bytes < 0) {
        throw new IOException("tensor %s has the shape %s".formatted(name, shape));
      }
    }
    long length = offsets.get(1) - offsets.get(0);
    if (bytes != length) {
      throw new IOException(
          "tensor %s has the shape %s, but %d bytes".formatted(name, shape, length));
    }
    return new Place(type, shape, offsets.get(0), offsets.get(1));
  }

  private static TensorType type(String name, @Nullable JsonElement type, Set<TensorType> types)
      throws IOException {
    for (TensorType known : types) {
      if (type != null && type.isJsonPrimitive() && type.getAsString().equals(known.name())) {
        return known;
      }
    }
    String wanted = types.stream().map(TensorType::name).collect(Collectors.joining(", "));
    throw new IOException("tensor %s is of type %s, not %s".formatted(name, brief(type), wanted));
  }

  private static List<Long> numbers(String name, JsonObject tensor, String what)
      throws IOException {
    JsonElement value = tensor.get(what);
    if (value == null || !value.isJsonArray()) {
      throw new IOException("tensor %s has the %s %s".formatted(name, what, brief(value)));
    }
    JsonArray array = value.getAsJsonArray();
    List<Long> numbers = new ArrayList<>();
    for (JsonElement element : array) {
      // More digits are no length of a file, and would not fit.
      if (!element.toString().matches("\\d{1,18}")) {
        throw new IOException("tensor %s has the %s %s".formatted(name, what, brief(value)));
      }
      numbers.add(element.getAsLong());
    }
    return numbers;
  }

  private static String brief(@Nullable JsonElement value) {
    String text = String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  private static void requireNoGaps(Map<String, Place> tensors, long dataLength)
      throws IOException {
    List<Map.Entry<String, Place>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Comparator.comparingLong((Map.Entry<String, Place> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long at = 0;
    for (Map.Entry<String, Place> entry : inOrder) {
      Place place = entry.getValue();
      if (place.begin() != at) {
        throw new IOException(
            "tensor %s begins at byte %d, not %d".formatted(entry.getKey(), place.begin(), at));
      }
      if (place.end() > dataLength) {
        throw new IOException(
            "tensor %s ends at byte %d of %d".formatted(entry.getKey(), place.end(), dataLength));
      }
      at = place.end();
    }
    if (at != dataLength) {
      throw new IOException("%d bytes belong to no tensor".formatted(dataLength - at));
    }
  }
}
