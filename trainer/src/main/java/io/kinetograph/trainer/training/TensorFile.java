package io.kinetograph.trainer.training;

import ai.djl.nn.Parameter;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kinetograph.trainer.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Named float tensors and text entries in one file, in the safetensors format: the length of a JSON
 * header, the header, the numbers (little-endian). Other tools read it too. It is written beside
 * its place and moved there when whole, so that a stop at any moment leaves the old or the new.
 */
final class TensorFile {

  private static final int PIECE = 1 << 16;

  private final Path file;
  private final Entries entries;
  private final TensorHeader header;
  private final Map<String, FloatBuffer> tensors;

  private TensorFile(
      Path file, Entries entries, TensorHeader header, Map<String, FloatBuffer> tensors) {
    this.file = file;
    this.entries = entries;
    this.header = header;
    this.tensors = tensors;
  }

  Entries entries() {
    return entries;
  }

  /** All floats of a tensor. */
  FloatBuffer tensor(String name) throws IOException {
    FloatBuffer tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("%s has no tensor %s".formatted(file, name));
    }
    return tensor.duplicate();
  }

  /** Fills a buffer with a tensor of the same length. */
  void copy(String name, FloatBuffer target) throws IOException {
    FloatBuffer tensor = tensor(name);
    if (tensor.remaining() != target.capacity()) {
      throw new IOException(
          "%s: tensor %s has %d numbers, not %d"
              .formatted(file, name, tensor.remaining(), target.capacity()));
    }
    target.duplicate().clear().put(tensor);
  }

  /** Fills a parameter with a tensor of the same shape. */
  void copy(String name, Parameter target) throws IOException {
    TensorHeader.Place place = header.tensors().get(name);
    String shape = Arrays.toString(target.getShape().getShape());
    if (place != null && !place.shape().toString().equals(shape)) {
      throw new IOException(
          "%s: tensor %s has the shape %s, not %s".formatted(file, name, place.shape(), shape));
    }
    copy(name, AdamW.floats(target.getArray()));
  }

  static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors)
      throws IOException {
    try (AtomicFile whole = AtomicFile.at(file)) {
      try (FileChannel channel =
          FileChannel.open(
              whole.part(),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        byte[] header = header(metadata, tensors);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        writeFully(channel, length.putLong(header.length).flip());
        writeFully(channel, ByteBuffer.wrap(header));
        ByteBuffer piece =
            ByteBuffer.allocateDirect(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : tensors.values()) {
          for (int first = 0; first < tensor.values.capacity(); first += PIECE) {
            int size = Math.min(PIECE, tensor.values.capacity() - first);
            piece.clear().asFloatBuffer().put(tensor.values.slice(first, size));
            writeFully(channel, piece.limit(size * Float.BYTES));
          }
        }
        channel.force(true);
      }
      whole.keep();
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  private static byte[] header(Map<String, String> metadata, Map<String, Tensor> tensors) {
    JsonObject header = new JsonObject();
    JsonObject texts = new JsonObject();
    metadata.forEach(texts::addProperty);
    header.add(TensorHeader.METADATA, texts);
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      JsonObject tensor = new JsonObject();
      tensor.addProperty("dtype", TensorType.F32.name());
      tensor.add("shape", JsonParser.parseString(Arrays.toString(entry.getValue().shape)));
      long end = offset + (long) entry.getValue().values.capacity() * Float.BYTES;
      tensor.add("data_offsets", JsonParser.parseString("[" + offset + "," + end + "]"));
      offset = end;
      header.add(entry.getKey(), tensor);
    }
    String text = header.toString();
    // The format wants the numbers aligned; spaces are allowed behind the header.
    int padding = (Long.BYTES - text.getBytes(StandardCharsets.UTF_8).length % Long.BYTES) % 8;
    return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, is none or is not whole; the message names the file
   *     and, in it, the tensor
   */
  static TensorFile read(Path file) throws IOException {
    MappedTensors mapped = MappedTensors.open(file, "checkpoint", Set.of(TensorType.F32));
    TensorHeader header = mapped.header();
    Map<String, FloatBuffer> tensors = new LinkedHashMap<>();
    header
        .tensors()
        .forEach((name, place) -> tensors.put(name, mapped.numbers(place).asFloatBuffer()));
    return new TensorFile(file, new Entries(file, header.metadata()), header, tensors);
  }

  /** What is written of one tensor. */
  static final class Tensor {
    private final long[] shape;
    private final FloatBuffer values;

    Tensor(long[] shape, FloatBuffer values) {
      this.shape = shape.clone();
      this.values = values;
    }
  }
}
