package io.kinetograph.recordings.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the end of a zip says about its table of contents (section 4.3.16 of PKWARE's APPNOTE.TXT).
 * {@link java.util.zip.ZipFile} reads that table into memory as a whole, so its size is looked at
 * before.
 *
 * @param entries files and folders in the zip
 * @param bytes length of the table
 */
record ZipEnd(long entries, long bytes) {

  private static final int SIGNATURE = 0x06054b50;
  private static final int LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;

  /** The larger record that stands before the end if a number does not fit. */
  private static final int LOCATOR_SIGNATURE = 0x07064b50;

  private static final int LOCATOR_LENGTH = 20;
  private static final int LARGE_SIGNATURE = 0x06064b50;
  private static final int LARGE_LENGTH = 56;
  private static final long SEE_LARGE_RECORD = 0xFFFFFFFFL;

  /** Everything in a file that may be an end; nothing if it is no zip. */
  static List<ZipEnd> find(Path zip) throws IOException {
    List<ZipEnd> found = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.READ)) {
      long size = channel.size();
      long first = Math.max(0, size - LENGTH - LONGEST_COMMENT - LOCATOR_LENGTH);
      ByteBuffer tail = read(channel, first, (int) (size - first));
      for (int at = tail.limit() - LENGTH; at >= 0; at--) {
        if (tail.getInt(at) == SIGNATURE) {
          found.add(at(tail, at, channel));
        }
      }
    }
    return found;
  }

  private static ZipEnd at(ByteBuffer tail, int at, FileChannel channel) throws IOException {
    long bytes = Integer.toUnsignedLong(tail.getInt(at + 12));
    int locator = at - LOCATOR_LENGTH;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR_SIGNATURE) {
      ByteBuffer large = read(channel, tail.getLong(locator + 8), LARGE_LENGTH);
      if (large.limit() == LARGE_LENGTH && large.getInt(0) == LARGE_SIGNATURE) {
        return new ZipEnd(large.getLong(32), large.getLong(40));
      }
    }
    return new ZipEnd(
        Short.toUnsignedLong(tail.getShort(at + 10)), bytes == SEE_LARGE_RECORD ? 0 : bytes);
  }

  /** What is there of some bytes of a file; nothing if the place is outside of it. */
  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (position >= 0 && position < channel.size()) {
      int count;
      do {
        count = channel.read(bytes, position + bytes.position());
      } while (count > 0);
    }
    return bytes.flip();
  }
}
