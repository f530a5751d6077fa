// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment of the data set, as in the file name {@code aAA/pP/sSS.txt}. Ordered by activity,
 * subject and segment.
 *
 * @param activity number of the activity, 1 to 19
 * @param subject number of the subject, 1 to 8
 * @param number number of the segment in its recording, 1 to 60, in order of time
 */
public record SegmentId(int activity, int subject, int number) implements Comparable<SegmentId> {

  /** Number of subjects of the data set. */
  public static final int SUBJECTS = 8;

  /** Number of segments of a recording. */
  public static final int SEGMENTS = 60;

  private static final Comparator<SegmentId> ORDER =
      Comparator.comparingInt(SegmentId::activity)
          .thenComparingInt(SegmentId::subject)
          .thenComparingInt(SegmentId::number);

  /** In upper case too: some programs for zips change the case. */
  private static final Pattern FILE =
      Pattern.compile("(?:.*/)?a(\\d+)/p(\\d+)/s(\\d+)\\.txt", Pattern.CASE_INSENSITIVE);

  /** A number with more digits is not in the data set, even if the first ones are zeros. */
  private static final int MOST_DIGITS = 4;

  /**
   * Parses the name of a segment's file.
   *
   * @param name such as {@code data/a01/p1/s01.txt}, with any path before {@code a01}, in any case
   * @return the segment, or empty if the name is not that of a segment's file
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
          String.format(Locale.ROOT, "%s: %s %s is not from 1 to %d", name, what, text, most));
    }
    return number;
  }

  /** The segment of the same recording this many segments later, or earlier if negative. */
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
    return String.format(Locale.ROOT, "a%02d/p%d/s%02d", activity, subject, number);
  }
}
