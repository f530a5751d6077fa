// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files of a zip, which is never unpacked. No more of a file is decompressed than requested, so
 * a zip bomb does no harm.
 */
final class ZipContents implements Contents {

  /** The data set has 9,120 files and some folders. */
  private static final int MOST_ENTRIES = 100_000;

  /**
   * Far above the approximately 100 bytes that a file of the data set takes in the table of
   * contents.
   */
  private static final long LARGEST_TABLE = 1 << 26;

  private final ZipFile zip;
  private final List<StoredFile> files;

  private ZipContents(ZipFile zip) {
    this.zip = zip;
    this.files =
        zip.stream().filter(entry -> !entry.isDirectory()).<StoredFile>map(FileIn::new).toList();
  }

  /**
   * Opens a zip.
   *
   * @throws MalformedDataException if the file is not a zip, is truncated, has too many entries, or
   *     has an entry whose name points outside of the zip or cannot be decoded
   * @throws IOException if the file cannot be read at all
   */
  static ZipContents open(Path source) throws IOException {
    for (ZipEnd end : ZipEnd.find(source)) {
      if (end.entries() > MOST_ENTRIES || end.bytes() > LARGEST_TABLE) {
        throw new MalformedDataException(
            String.format(
                Locale.ROOT,
                "%s is not the data set: it lists %d files in %d bytes",
                source,
                end.entries(),
                end.bytes()));
      }
    }
    ZipFile zip;
    try {
      zip = new ZipFile(source.toFile());
    } catch (ZipException | EOFException e) {
      throw new MalformedDataException(source + " " + notReadable(source, reason(e)), e);
    }
    try {
      ZipContents contents = new ZipContents(zip);
      contents.rejectNamesThatLeadOut(source);
      return contents;
    } catch (MalformedDataException e) {
      zip.close();
      throw e;
    } catch (IllegalArgumentException e) {
      // The JDK checks names when it opens a zip, but not all the ways in which it decodes them
      // later.
      zip.close();
      throw new MalformedDataException(
          "%s is damaged: the name or comment of a file in it cannot be decoded (%s)"
              .formatted(source, e.getMessage()),
          e);
    }
  }

  /** What is wrong with a file that the JDK does not open as a zip, and what to do. */
  private static String notReadable(Path source, String reason) throws IOException {
    if (reason.contains("encrypted")) {
      return "is encrypted: unpack it with its password, and give the folder";
    }
    if (reason.contains("compression method")) {
      return "is compressed in an unusual way (%s): unpack it, and give the folder"
          .formatted(reason);
    }
    return ArchiveKind.sentence(source)
        .orElse("is neither a folder nor a zip, or is truncated (%s)".formatted(reason));
  }

  /** Some errors of the JDK's reader have no message. */
  private static String reason(IOException e) {
    return e.getMessage() == null ? "it ends too early" : e.getMessage();
  }

  private void rejectNamesThatLeadOut(Path source) throws MalformedDataException {
    for (StoredFile file : files) {
      String name = file.name();
      if (name.startsWith("/") || Arrays.asList(name.split("/", -1)).contains("..")) {
        throw new MalformedDataException(
            "%s: the name %s points outside of the zip".formatted(source, name));
      }
    }
  }

  @Override
  public List<StoredFile> files() {
    return files;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private final class FileIn implements StoredFile {

    private final ZipEntry entry;

    FileIn(ZipEntry entry) {
      this.entry = entry;
    }

    /** Some programs write backslashes instead of the zip format's slashes. */
    @Override
    public String name() {
      return entry.getName().replace('\\', '/');
    }

    /** Compares the checksum if the file is read to its end. */
    @Override
    public byte[] read(int most) throws IOException {
      byte[] bytes;
      try (InputStream in = zip.getInputStream(entry)) {
        bytes = in.readNBytes(most);
      } catch (EOFException | ZipException e) {
        throw new ZipException(reason(e));
      }
      if (bytes.length < most) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if (crc.getValue() != entry.getCrc()) {
          throw new ZipException("it is damaged, its checksum does not match");
        }
      }
      return bytes;
    }
  }
}
