// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import ai.djl.ndarray.NDList;
import io.kinetograph.trainer.checkpoint.SafetensorsHeader.Place;
import io.kinetograph.trainer.file.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Named tensors in one file, in the safetensors format: the length of a JSON header, the header,
 * the numbers (little-endian).
 *
 * <p>DJL's encoder writes it. DJL's decoder does not read it: given a damaged file it ends in
 * whatever exception comes first, without a name or a reason; it holds the whole file on the heap
 * and again in the engine, of which an export needs a quarter; and the engine ends the process at a
 * bfloat16. So {@link SafetensorsHeader} checks the header here. The numbers stay in the mapped
 * file until they are asked for.
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

  /** A checkpoint's header is 0.1 MB long. */
  private static final int LONGEST_HEADER = 1 << 24;

  private final Path file;
  private final Map<String, Tensor> tensors;

  private SafetensorsFile(Path file, Map<String, Tensor> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /**
   * Writes a file. It is written to a temporary file that replaces the old one when complete, so
   * that an interruption at any moment leaves the old file or the new one.
   *
   * @param tensors each with its name, together less than 2 GiB
   * @throws IOException if it cannot be written; an earlier file is then unchanged
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
   * @param what the expected kind of file, for error messages
   * @param types that its tensors may have
   * @throws IOException if it cannot be read or is not complete; the message names the file and the
   *     tensor
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
   * @throws IOException if the file has no tensor of this name
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
      throw new IOException(String.format(Locale.ROOT, "it has %d bytes", size));
    }
    long length = bytes(channel, Long.BYTES).getLong();
    if (length < 0 || length > Math.min(LONGEST_HEADER, size - Long.BYTES)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its header of %s bytes does not fit into its %d",
              Long.toUnsignedString(length),
              size));
    }
    ByteBuffer header = bytes(channel, (int) length);
    long begin = channel.position();
    Map<String, Place> places = SafetensorsHeader.places(header, types, size - begin);
    ByteBuffer numbers = channel.map(FileChannel.MapMode.READ_ONLY, begin, size - begin);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    places.forEach(
        (name, place) ->
            tensors.put(
                name,
                new Tensor(
                    place.type(),
                    place.shape(),
                    numbers.slice((int) place.begin(), (int) (place.end() - place.begin())))));
    return tensors;
  }

  /** The next bytes of a file. */
  private static ByteBuffer bytes(FileChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("it ends in its header");
      }
    }
    return bytes.flip();
  }
}
