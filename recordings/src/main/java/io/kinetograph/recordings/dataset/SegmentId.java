package io.kinetograph.recordings.dataset;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern FILE = Pattern.compile("(?:.*/)?a(\\d+)/p(\\d+)/s(\\d+)\\.txt");

  /** More digits are no number of the data set, however many of them are zero. */
  private static final int MOST_DIGITS = 4;

  /**
   * Reads the name of a segment's file.
   *
   * @param name such as {@code data/a01/p1/s01.txt}, whatever comes before {@code a01}
   * @return which segment it is, or nothing if a segment's file is not named so
   * @throws MalformedDataException if the data set has no such activity, subject or segment; the
   *     message names the file and the number
   */
  public static Optional<SegmentId> ofFile(String name) throws MalformedDataException {
    Matcher matcher = FILE.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new SegmentId(
            number(name, "activity", matcher.group(1), ActivityLabels.COUNT),
            number(name, "subject", matcher.group(2), SUBJECTS),
            number(name, "segment", matcher.group(3), SEGMENTS)));
  }

  private static int number(String name, String what, String text, int most)
      throws MalformedDataException {
    int number = text.length() > MOST_DIGITS ? 0 : Integer.parseInt(text);
    if (number < 1 || number > most) {
      throw new MalformedDataException(
          "%s: %s %s is not from 1 to %d".formatted(name, what, text, most));
    }
    return number;
  }

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
