package io.kinetograph.trainer.data;

import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.SegmentId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Segments of the data set, in the order of their ids, none twice. Immutable. */
public final class DataSet {

  private static final int WHOLE = ActivityLabels.COUNT * SegmentId.SUBJECTS * SegmentId.SEGMENTS;

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

  /** What is here, in one line, and whether it is the whole data set. */
  public String summary() {
    String whole = size() == WHOLE ? "the whole set" : "a partial set: the whole has " + WHOLE;
    return "%d segments of %d activities by %s (%s)"
        .formatted(size(), activities().size(), new Subjects(subjects()), whole);
  }
}
