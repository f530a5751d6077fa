// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.recordings.dataset.SegmentFile;
import io.kinetograph.recordings.dataset.SegmentFiles;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Segments of the data set, in the order of their ids, none twice. Immutable. */
public final class DataSet {

  private static final int OF_A_SUBJECT = ActivityLabels.COUNT * SegmentId.SEGMENTS;
  private static final int WHOLE = OF_A_SUBJECT * SegmentId.SUBJECTS;

  private final List<RecordedSegment> segments;
  private final Map<SegmentId, RecordedSegment> byId;

  /**
   * Collects segments.
   *
   * @throws IllegalArgumentException if two have the same id
   */
  public DataSet(Collection<RecordedSegment> segments) {
    Map<SegmentId, RecordedSegment> all = new HashMap<>();
    for (RecordedSegment segment : segments) {
      if (all.put(segment.id(), segment) != null) {
        throw new IllegalArgumentException("segment " + segment.id() + " is given twice");
      }
    }
    this.byId = Map.copyOf(all);
    this.segments = all.keySet().stream().sorted().map(byId::get).toList();
  }

  /**
   * Reads some subjects of a data set; what the files of the others hold is not looked at.
   *
   * @param source a zip, or a folder
   * @param subjects whose recordings
   * @param progress shows how far it is
   * @throws MalformedDataException if it is not in the layout of UCI's data set or has nothing of
   *     these subjects; the message names the file, line, column and value
   * @throws IOException if it cannot be read
   */
  public static DataSet read(Path source, Subjects subjects, Progress progress) throws IOException {
    List<RecordedSegment> segments = new ArrayList<>();
    try (SegmentFiles files = SegmentFiles.open(source)) {
      List<SegmentFile> chosen =
          files.all().stream().filter(file -> subjects.contains(file.id().subject())).toList();
      try (Progress.Task task = progress.start("reading " + source.getFileName(), chosen.size())) {
        for (SegmentFile file : chosen) {
          long start = (file.id().number() - 1) * Segment.LENGTH_MICROS;
          segments.add(new RecordedSegment(file.id(), Segment.measured(start, file.read())));
          task.advance(1);
        }
      }
    }
    if (segments.isEmpty()) {
      throw new MalformedDataException(source + " holds nothing of " + subjects);
    }
    return new DataSet(segments);
  }

  /** Reads all subjects of a data set, without showing progress. */
  public static DataSet read(Path source) throws IOException {
    return read(source, Subjects.everybody(), Progress.none());
  }

  /** The segments in the order of their ids. */
  public List<RecordedSegment> segments() {
    return segments;
  }

  /** Number of segments. */
  public int size() {
    return segments.size();
  }

  /** The segment with an id, if it is here. */
  public Optional<RecordedSegment> find(SegmentId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The segments whose ids pass. */
  public DataSet where(Predicate<SegmentId> condition) {
    return new DataSet(segments.stream().filter(s -> condition.test(s.id())).toList());
  }

  /** The subjects that are here. */
  public SortedSet<Integer> subjects() {
    return segments.stream()
        .map(s -> s.id().subject())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The numbers of the activities that are here. */
  public SortedSet<Integer> activities() {
    return segments.stream()
        .map(s -> s.id().activity())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A checksum of the ids and values of all segments. */
  public String digest() {
    CRC32 crc = new CRC32();
    for (RecordedSegment segment : segments) {
      int[] numbers = {segment.id().hashCode(), segment.segment().hashCode()};
      for (int number : numbers) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
          crc.update(number >>> shift);
        }
      }
    }
    return Long.toHexString(crc.getValue());
  }

  /**
   * What is here, in one line, and whether it is the whole data set or all that it has of these
   * subjects.
   */
  public String summary() {
    Subjects subjects = new Subjects(subjects());
    return String.format(
        Locale.ROOT,
        "%d segments of %d activities by %s (%s)",
        size(),
        activities().size(),
        subjects,
        completeness(subjects.numbers().size()));
  }

  private String completeness(int subjects) {
    if (size() == WHOLE) {
      return "the whole set";
    }
    if (size() == subjects * OF_A_SUBJECT) {
      return subjects == 1 ? "all recordings of this subject" : "all recordings of these subjects";
    }
    return "a partial set: the whole has " + WHOLE;
  }

  /**
   * One segment of the data set.
   *
   * @param id which
   * @param segment its 15 x 125 accelerations in m/s^2; its start is counted from the start of the
   *     recording
   */
  public record RecordedSegment(SegmentId id, Segment segment) {}
}
