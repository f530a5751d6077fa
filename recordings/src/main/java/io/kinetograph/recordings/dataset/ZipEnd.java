// SPDX-License-Identifier: Apache-2.0
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
 * The end record of a zip (section 4.3.16 of PKWARE's APPNOTE.TXT), which describes its table of
 * contents. {@link java.util.zip.ZipFile} reads the whole table into memory, so its size is checked
 * first.
 *
 * @param entries files and folders in the zip
 * @param bytes length of the table
 */
record ZipEnd(long entries, long bytes) {

  private static final int SIGNATURE = 0x06054b50;
  private static final int LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;

  /** The larger record before the end record, if a number does not fit. */
  private static final int LOCATOR_SIGNATURE = 0x07064b50;

  private static final int LOCATOR_LENGTH = 20;
  private static final int LARGE_SIGNATURE = 0x06064b50;
  private static final int LARGE_LENGTH = 56;
  private static final long SEE_LARGE_RECORD = 0xFFFFFFFFL;

  /** All candidates for the end record in a file; empty if it is not a zip. */
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

  /**
   * The bytes of a file from a position on, as many as exist; empty if the position is outside of
   * it.
   */
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
