package io.kinetograph.quickstart.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recordings in a zip or a folder: files named {@code aAA/pP/sSS.txt}, whatever comes before,
 * for activity, subject and segment. Others are ignored. What the files hold is read only as it is
 * played back; close the recordings when that is done.
 */
public final class Recordings implements Closeable {

  private static final Comparator<SegmentFile> IN_ORDER =
      Comparator.comparingInt(SegmentFile::activity).thenComparingInt(SegmentFile::number);

  private final Path source;
  private final @Nullable FileSystem zip;
  private final SortedMap<Integer, List<SegmentFile>> bySubject = new TreeMap<>();

  private Recordings(Path source, @Nullable FileSystem zip) throws IOException {
    this.source = source;
    this.zip = zip;
    Path root = zip == null ? source : zip.getPath("/");
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        SegmentFile file = SegmentFile.at(path);
        if (file != null) {
          add(file);
        }
      }
    }
    if (bySubject.isEmpty()) {
      throw new InvalidRecordingException(
          source + " holds no recordings: no file is named such as data/a01/p1/s01.txt");
    }
    for (List<SegmentFile> files : bySubject.values()) {
      files.sort(IN_ORDER);
      refuseRepeats(files);
    }
  }

  private static void refuseRepeats(List<SegmentFile> files) throws InvalidRecordingException {
    for (int i = 1; i < files.size(); i++) {
      if (IN_ORDER.compare(files.get(i - 1), files.get(i)) == 0) {
        throw new InvalidRecordingException(
            "%s and %s are the same segment"
                .formatted(files.get(i - 1).path(), files.get(i).path()));
      }
    }
  }

  private void add(SegmentFile file) throws InvalidRecordingException {
    if (file.activity() < 1 || file.activity() > RecordedActivities.COUNT) {
      throw new InvalidRecordingException(
          "%s: there is no activity %d".formatted(file.path(), file.activity()));
    }
    bySubject.computeIfAbsent(file.subject(), subject -> new ArrayList<>()).add(file);
  }

  /**
   * Opens recordings.
   *
   * @param source a zip or a folder
   * @throws InvalidRecordingException if there are none
   * @throws IOException if it cannot be read
   */
  public static Recordings open(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return new Recordings(source, null);
    }
    if (!Files.exists(source)) {
      throw new InvalidRecordingException("there is no file or folder " + source);
    }
    FileSystem zip = openZip(source);
    try {
      return new Recordings(source, zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static FileSystem openZip(Path source) throws InvalidRecordingException {
    try {
      return FileSystems.newFileSystem(source, Map.of());
    } catch (IOException | ProviderNotFoundException e) {
      throw new InvalidRecordingException(
          "%s is neither a folder nor a zip that can be read (%s)"
              .formatted(source, e.getMessage()),
          e);
    }
  }

  /** The subjects who were recorded, in order. */
  public SortedSet<Integer> subjects() {
    return new TreeSet<>(bySubject.keySet());
  }

  /**
   * The motion of a subject, from their first activity to their last.
   *
   * @throws InvalidRecordingException if there is no recording of the subject
   */
  public ReplayedWearer wearer(int subject) throws InvalidRecordingException {
    List<SegmentFile> files = bySubject.get(subject);
    if (files == null) {
      throw new InvalidRecordingException(
          "%s has no subject %d, only %s".formatted(source, subject, bySubject.keySet()));
    }
    return new ReplayedWearer(subject, files);
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
