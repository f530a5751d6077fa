// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the segments' files in a zip, or in the folder it unpacks to: {@code data/aAA/pP/sSS.txt},
 * with any path before {@code aAA}. Other files are ignored. Subjects, activities and segments may
 * be missing. The contents of a file are read on request; close this after the last one.
 */
public final class SegmentFiles implements Closeable {

  private final Contents contents;
  private final SortedMap<SegmentId, SegmentFile> files = new TreeMap<>();

  private SegmentFiles(Contents contents) {
    this.contents = contents;
  }

  /**
   * Finds the segments.
   *
   * @param source a zip, or a folder
   * @throws MalformedDataException if there are none, one occurs twice, or one is not in the data
   *     set
   * @throws IOException if a folder cannot be read
   */
  public static SegmentFiles open(Path source) throws IOException {
    SegmentFiles found = new SegmentFiles(contents(source));
    try {
      found.addAll(source);
      if (found.files.isEmpty()) {
        throw new MalformedDataException(found.noSegments(source));
      }
      return found;
    } catch (IOException e) {
      found.close();
      throw e;
    }
  }

  /** Names an archive inside, which may have the segments. */
  private String noSegments(Path source) throws IOException {
    String none = source + " contains no segments: no file is named like data/a01/p1/s01.txt";
    for (StoredFile file : contents.files()) {
      String name = file.name();
      if (ArchiveKind.isArchive(name)) {
        boolean isFolder = Files.isDirectory(source);
        String first = isFolder ? "" : "unpack %s, and then ".formatted(source.getFileName());
        String then =
            ArchiveKind.isZip(name) ? "give that zip" : "unpack that archive and give the folder";
        return "%s. But it contains the archive %s: %s%s".formatted(none, name, first, then);
      }
    }
    return none;
  }

  private static Contents contents(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return new FolderContents(source);
    }
    if (!Files.exists(source)) {
      throw new MalformedDataException(source + ": no such file or folder");
    }
    if (Files.size(source) == 0) {
      throw new MalformedDataException(source + " is empty");
    }
    return ZipContents.open(source);
  }

  private void addAll(Path source) throws IOException {
    for (StoredFile file : contents.files()) {
      Optional<SegmentId> id = idOf(source, file);
      if (id.isPresent()) {
        SegmentFile other = files.put(id.get(), new SegmentFile(source, id.get(), file));
        if (other != null) {
          throw new MalformedDataException(
              other.name().equals(file.name())
                  ? "%s: %s occurs twice".formatted(source, file.name())
                  : "%s: %s and %s are the same segment"
                      .formatted(source, other.name(), file.name()));
        }
      }
    }
  }

  private static Optional<SegmentId> idOf(Path source, StoredFile file)
      throws MalformedDataException {
    try {
      return SegmentId.ofFile(file.name());
    } catch (MalformedDataException e) {
      throw new MalformedDataException("%s: %s".formatted(source, e.getMessage()), e);
    }
  }

  /** The files in the order of their segments: by activity, subject and number. */
  public List<SegmentFile> all() {
    return List.copyOf(files.values());
  }

  @Override
  public void close() throws IOException {
    contents.close();
  }
}
