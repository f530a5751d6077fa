package io.kinetograph.trainer.dataset;

import java.util.Comparator;

/**
 * Which segment of the data set: the file {@code aAA/pP/sSS.txt}. Ordered by activity, subject and
 * segment.
 *
 * @param activity number of the activity, 1 to 19
 * @param subject number of the subject, 1 to 8
 * @param number number of the segment in its recording, 1 to 60; one follows the other in time
 */
public record SegmentId(int activity, int subject, int number) implements Comparable<SegmentId> {

  /** Most subjects the data set has. */
  public static final int SUBJECTS = 8;

  /** Most segments a recording has. */
  public static final int SEGMENTS = 60;

  private static final Comparator<SegmentId> ORDER =
      Comparator.comparingInt(SegmentId::activity)
          .thenComparingInt(SegmentId::subject)
          .thenComparingInt(SegmentId::number);

  /** The segment of the same recording that lies some segments later, or earlier if negative. */
  public SegmentId later(int segments) {
    return new SegmentId(activity, subject, number + segments);
  }

  /** The label of the activity. */
  public String label() {
    return ActivityLabels.of(activity);
  }

  @Override
  public int compareTo(SegmentId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "a%02d/p%d/s%02d".formatted(activity, subject, number);
  }
}
