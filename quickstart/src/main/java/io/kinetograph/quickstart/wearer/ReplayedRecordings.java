// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.recordings.dataset.SegmentFile;
import io.kinetograph.recordings.dataset.SegmentFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The recordings in a zip or a folder, by subject. A file is read when its segment is played back.
 */
public final class ReplayedRecordings implements Closeable {

  private static final String WEARER_PREFIX = "subject-";

  private final Path source;
  private final SegmentFiles files;
  private final SortedMap<Integer, List<SegmentFile>> bySubject = new TreeMap<>();

  private ReplayedRecordings(Path source, SegmentFiles files) {
    this.source = source;
    this.files = files;
    for (SegmentFile file : files.all()) {
      bySubject.computeIfAbsent(file.id().subject(), subject -> new ArrayList<>()).add(file);
    }
  }

  /** A subject who goes through all recorded activities without a pause. */
  private record ReplayedWearer(int subject, int segments, Iterator<SegmentFile> files)
      implements WearerMotion {

    @Override
    public String wearer() {
      return WEARER_PREFIX + subject;
    }

    @Override
    public @Nullable AnnotatedSegment next() throws IOException {
      if (!files.hasNext()) {
        return null;
      }
      SegmentFile file = files.next();
      return new AnnotatedSegment(file.id().label(), file.id().number(), file.read());
    }
  }

  /**
   * Opens recordings.
   *
   * @param source a zip or a folder
   * @throws MalformedDataException if it has no recordings in the layout of the data set
   * @throws IOException if it cannot be read
   */
  static ReplayedRecordings open(Path source) throws IOException {
    return new ReplayedRecordings(source, SegmentFiles.open(source));
  }

  /**
   * The subject of a replayed wearer.
   *
   * @param wearer the wearer's id
   */
  public static int subject(String wearer) {
    return Integer.parseInt(wearer.substring(WEARER_PREFIX.length()));
  }

  /** The recorded subjects, in order. */
  SortedSet<Integer> subjects() {
    return new TreeSet<>(bySubject.keySet());
  }

  /**
   * The motion of a subject, from the first activity to the last.
   *
   * @throws MalformedDataException if there is no recording of the subject
   */
  WearerMotion wearer(int subject) throws MalformedDataException {
    List<SegmentFile> ofSubject = bySubject.get(subject);
    if (ofSubject == null) {
      throw new MalformedDataException(
          String.format(
              Locale.ROOT, "%s has no subject %d, only %s", source, subject, bySubject.keySet()));
    }
    return new ReplayedWearer(subject, ofSubject.size(), ofSubject.iterator());
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
