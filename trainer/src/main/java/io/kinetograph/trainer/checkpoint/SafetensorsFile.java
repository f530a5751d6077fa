package io.kinetograph.trainer.checkpoint;

import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinetograph.trainer.file.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Named tensors in one file, in the safetensors format: the length of a JSON header, the header,
 * the numbers (little-endian).
 *
 * <p>DJL's encoder writes it. DJL's decoder does not read it: given a damaged file it ends in
 * whatever exception comes first, without a name or a reason; it holds the whole file on the heap
 * and again in the engine, of which an export needs a quarter; and the engine ends the process at a
 * bfloat16. So the header is checked here, which is believed nothing: every tensor must be as long
 * as its type and shape say, and follow right after another, as the format requires. The numbers
 * stay in the mapped file until they are asked for.
 */
public final class SafetensorsFile {

  /** A type of number, by the format's name. */
  public enum NumberType {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E4M3(1),
    F8_E5M2(1),
    U16(2),
    I16(2),
    F16(2),
    BF16(2),
    U32(4),
    I32(4),
    F32(4),
    U64(8),
    I64(8),
    F64(8);

    private final int bytes;

    NumberType(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of a number. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * One tensor.
   *
   * @param type of its numbers
   * @param shape its dimensions
   * @param numbers little-endian, in the mapped file
   */
  public record Tensor(NumberType type, List<Long> shape, ByteBuffer numbers) {

    private static final Set<NumberType> READABLE =
        Set.of(NumberType.F32, NumberType.F16, NumberType.BF16);

    /** Whether {@link #floats} can read its type. */
    public boolean isReadable() {
      return READABLE.contains(type);
    }

    /**
     * Its numbers.
     *
     * @throws IllegalStateException if they are not {@link #isReadable readable}
     */
    public float[] floats() {
      float[] floats = new float[numbers.capacity() / type.bytes];
      if (type == NumberType.F32) {
        numbers.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
      }
      ByteBuffer halves = numbers.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < floats.length; i++) {
        short bits = halves.getShort(i * Short.BYTES);
        floats[i] =
            switch (type) {
              case F16 -> half(bits);
              case BF16 -> Float.intBitsToFloat(bits << Short.SIZE);
              default -> throw new IllegalStateException("type " + type + " cannot be read");
            };
      }
      return floats;
    }

    /** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
    private static float half(short bits) {
      int exponent = (bits >>> 10) & 0x1f;
      int fraction = bits & 0x3ff;
      float magnitude =
          switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
          };
      return bits < 0 ? -magnitude : magnitude;
    }
  }

  private static final String METADATA = "__metadata__";

  /** A checkpoint's header has 0.1 MB. */
  private static final int LONGEST_HEADER = 1 << 24;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Path file;
  private final Map<String, Tensor> tensors;

  private SafetensorsFile(Path file, Map<String, Tensor> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /**
   * Writes a file. It is written beside its place and moved there when complete, so that a stop at
   * any moment leaves the old one or the new.
   *
   * @param tensors each with its name, together less than 2 GiB
   * @throws IOException if it cannot be written; an earlier file stays as it was
   */
  public static void write(Path file, NDList tensors) throws IOException {
    try (AtomicFile whole = AtomicFile.at(file)) {
      try (FileChannel channel =
          FileChannel.open(
              whole.part(),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        tensors.encode(out, NDList.Encoding.SAFETENSORS);
        out.flush();
        channel.force(true);
      }
      whole.keep();
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  /**
   * Reads a file.
   *
   * @param what it should be, for the error if it is not
   * @param types that its tensors may have
   * @throws IOException if it cannot be read or is not complete; the message names the file and, in
   *     it, the tensor
   */
  public static SafetensorsFile read(Path file, String what, Set<NumberType> types)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SafetensorsFile(file, tensors(channel, types));
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s is not a complete %s: %s".formatted(file, what, e.getMessage()), e);
    }
  }

  /** The tensors by name, in the order of the file. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /**
   * A tensor.
   *
   * @throws IOException if there is none of this name
   */
  public Tensor tensor(String name) throws IOException {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("%s has no tensor %s".formatted(file, name));
    }
    return tensor;
  }

  private static Map<String, Tensor> tensors(FileChannel channel, Set<NumberType> types)
      throws IOException {
    long size = channel.size();
    if (size > Integer.MAX_VALUE || size < Long.BYTES) {
      throw new IOException("it has %d bytes".formatted(size));
    }
    ByteBuffer bytes =
        channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.getLong();
    if (length < 0 || length > Math.min(LONGEST_HEADER, size - Long.BYTES)) {
      throw new IOException(
          "its header of %s bytes does not fit into its %d"
              .formatted(Long.toUnsignedString(length), size));
    }
    int begin = Long.BYTES + (int) length;
    Map<String, Place> places = places(bytes.slice(Long.BYTES, (int) length), types);
    requireNoGaps(places, size - begin);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    places.forEach(
        (name, place) ->
            tensors.put(
                name,
                new Tensor(
                    place.type,
                    place.shape,
                    bytes.slice(begin + (int) place.begin, (int) (place.end - place.begin)))));
    return tensors;
  }

  private static Map<String, Place> places(ByteBuffer header, Set<NumberType> types)
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
    long bytes = type.bytes;
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
            "tensor %s begins at byte %d, not %d".formatted(entry.getKey(), place.begin, at));
      }
      if (place.end > dataLength) {
        throw new IOException(
            "tensor %s ends at byte %d of %d".formatted(entry.getKey(), place.end, dataLength));
      }
      at = place.end;
    }
    if (at != dataLength) {
      throw new IOException("%d bytes belong to no tensor".formatted(dataLength - at));
    }
  }

  /**
   * Where a tensor is.
   *
   * @param begin offset of its first byte behind the header
   * @param end offset behind its last byte
   */
  private record Place(NumberType type, List<Long> shape, long begin, long end) {}
}
