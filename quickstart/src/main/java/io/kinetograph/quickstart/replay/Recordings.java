package io.kinetograph.quickstart.replay;

import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.recordings.dataset.SegmentFile;
import io.kinetograph.recordings.dataset.SegmentFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The recordings in a zip or a folder, by subject. What the files hold is read only as it is played
 * back; close the recordings when that is done.
 */
public final class Recordings implements Closeable {

  private final Path source;
  private final SegmentFiles files;
  private final SortedMap<Integer, List<SegmentFile>> bySubject = new TreeMap<>();

  private Recordings(Path source, SegmentFiles files) {
    this.source = source;
    this.files = files;
    for (SegmentFile file : files.all()) {
      bySubject.computeIfAbsent(file.id().subject(), subject -> new ArrayList<>()).add(file);
    }
  }

  /**
   * Opens recordings.
   *
   * @param source a zip or a folder
   * @throws MalformedDataException if there are none, or they are not the data set's
   * @throws IOException if it cannot be read
   */
  public static Recordings open(Path source) throws IOException {
    return new Recordings(source, SegmentFiles.open(source));
  }

  /** The subjects who were recorded, in order. */
  public SortedSet<Integer> subjects() {
    return new TreeSet<>(bySubject.keySet());
  }

  /**
   * The motion of a subject, from their first activity to their last.
   *
   * @throws MalformedDataException if there is no recording of the subject
   */
  public ReplayedWearer wearer(int subject) throws MalformedDataException {
    List<SegmentFile> ofSubject = bySubject.get(subject);
    if (ofSubject == null) {
      throw new MalformedDataException(
          "%s has no subject %d, only %s".formatted(source, subject, bySubject.keySet()));
    }
    return new ReplayedWearer(subject, ofSubject);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
