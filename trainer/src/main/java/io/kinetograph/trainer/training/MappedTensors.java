package io.kinetograph.trainer.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A file in the safetensors format in memory: what its header says, and the numbers behind it. */
final class MappedTensors {

  private final TensorHeader header;
  private final ByteBuffer numbers;

  private MappedTensors(TensorHeader header, ByteBuffer numbers) {
    this.header = header;
    this.numbers = numbers;
  }

  /**
   * Opens a file.
   *
   * @param what it should be, to be named if it is none
   * @param types that its tensors may have
   * @throws IOException if it cannot be read or is not whole; the message names the file and, in
   *     it, the tensor
   */
  static MappedTensors open(Path file, String what, Set<TensorType> types) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return map(channel, types);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s is no whole %s: %s".formatted(file, what, e.getMessage()), e);
    }
  }

  private static MappedTensors map(FileChannel channel, Set<TensorType> types) throws IOException {
    long size = channel.size();
    if (size > Integer.MAX_VALUE || size < Long.BYTES) {
      throw new IOException("it has %d bytes".formatted(size));
    }
    ByteBuffer bytes =
        channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.getLong();
    if (length < 0 || length > Math.min(TensorHeader.LONGEST, size - Long.BYTES)) {
      throw new IOException(
          "its header of %s bytes does not fit into its %d"
              .formatted(Long.toUnsignedString(length), size));
    }
    int data = Long.BYTES + (int) length;
    return new MappedTensors(
        TensorHeader.parse(bytes.slice(Long.BYTES, (int) length), size - data, types),
        bytes.slice(data, (int) size - data));
  }

  TensorHeader header() {
    return header;
  }

  /** The numbers of a tensor, little-endian. */
  ByteBuffer numbers(TensorHeader.Place place) {
    return numbers
        .slice((int) place.begin(), (int) (place.end() - place.begin()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
