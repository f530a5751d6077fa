// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The header of a safetensors file, a JSON object with type, shape and place of each tensor. It is
 * not trusted: every tensor must be as long as its type and shape say, and follow right after
 * another, as the format requires.
 */
final class SafetensorsHeader {

  private static final String METADATA = "__metadata__";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private SafetensorsHeader() {}

  /**
   * Where a tensor is.
   *
   * @param begin offset of its first byte behind the header
   * @param end offset behind its last byte
   */
  record Place(NumberType type, List<Long> shape, long begin, long end) {}

  /**
   * Reads and checks a header.
   *
   * @param header the JSON text in UTF-8
   * @param types that the tensors may have
   * @param dataLength bytes behind the header
   * @return where each tensor is, by its name, in the order of the header
   * @throws IOException if the header is damaged or does not fit the data; the message names the
   *     tensor
   */
  static Map<String, Place> places(ByteBuffer header, Set<NumberType> types, long dataLength)
      throws IOException {
    Map<String, Place> places = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json(header).properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (!value.isObject()) {
        throw new IOException("its header has no object at %s".formatted(name));
      }
      if (name.equals(METADATA)) {
        for (Map.Entry<String, JsonNode> text : value.properties()) {
          if (!text.getValue().isTextual()) {
            throw new IOException("its entry %s is not text".formatted(text.getKey()));
          }
        }
      } else {
        places.put(name, place(name, value, types));
      }
    }
    requireNoGaps(places, dataLength);
    return places;
  }

  private static JsonNode json(ByteBuffer header) throws IOException {
    try {
      JsonNode json = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(header).toString());
      if (json.isObject()) {
        return json;
      }
      throw new IOException("its header is not a JSON object");
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new IOException("its header is not a JSON object", e);
    }
  }

  private static Place place(String name, JsonNode tensor, Set<NumberType> types)
      throws IOException {
    NumberType type = type(name, tensor.path("dtype"), types);
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
          String.format(
              Locale.ROOT, "tensor %s has the shape %s, but %d bytes", name, shape, length));
    }
    return new Place(type, shape, offsets.get(0), offsets.get(1));
  }

  private static NumberType type(String name, JsonNode type, Set<NumberType> types)
      throws IOException {
    for (NumberType known : types) {
      if (type.isTextual() && type.asText().equals(known.name())) {
        return known;
      }
    }
    String wanted = types.stream().sorted().map(NumberType::name).collect(Collectors.joining(", "));
    throw new IOException("tensor %s is of type %s, not %s".formatted(name, brief(type), wanted));
  }

  private static List<Long> numbers(String name, JsonNode tensor, String what) throws IOException {
    JsonNode array = tensor.path(what);
    List<Long> numbers = new ArrayList<>();
    boolean valid = array.isArray();
    for (JsonNode element : array) {
      valid &= element.isIntegralNumber() && element.canConvertToLong() && element.asLong() >= 0;
      numbers.add(element.asLong());
    }
    if (!valid) {
      throw new IOException("tensor %s has the %s %s".formatted(name, what, brief(array)));
    }
    return numbers;
  }

  private static String brief(JsonNode value) {
    String text = value.isMissingNode() ? "null" : value.toString();
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  private static void requireNoGaps(Map<String, Place> places, long dataLength) throws IOException {
    List<Map.Entry<String, Place>> inOrder = new ArrayList<>(places.entrySet());
    inOrder.sort(
        Comparator.comparingLong((Map.Entry<String, Place> e) -> e.getValue().begin)
            .thenComparingLong(e -> e.getValue().end));
    long at = 0;
    for (Map.Entry<String, Place> entry : inOrder) {
      Place place = entry.getValue();
      if (place.begin != at) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "tensor %s begins at byte %d, not %d",
                entry.getKey(),
                place.begin,
                at));
      }
      if (place.end > dataLength) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "tensor %s ends at byte %d of %d",
                entry.getKey(),
                place.end,
                dataLength));
      }
      at = place.end;
    }
    if (at != dataLength) {
      throw new IOException(
          String.format(Locale.ROOT, "%d bytes do not belong to a tensor", dataLength - at));
    }
  }
}
