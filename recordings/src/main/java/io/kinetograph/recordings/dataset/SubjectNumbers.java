// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Numbers of subjects as people write them. */
public final class SubjectNumbers {

  private SubjectNumbers() {}

  /**
   * Reads numbers and ranges, such as {@code 1-6,8}.
   *
   * @return numbers from 1 to {@link SegmentId#SUBJECTS}, at least one
   * @throws IllegalArgumentException if the text is not a list of subjects; the message names the
   *     invalid part
   */
  public static NavigableSet<Integer> parse(String text) {
    NavigableSet<Integer> numbers = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.strip().split("-", 2);
      int first;
      int last;
      try {
        first = Integer.parseInt(ends[0].strip());
        last = Integer.parseInt(ends[ends.length - 1].strip());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "subjects '%s' are not numbers or ranges such as 1-6,8".formatted(text), e);
      }
      if (last < first) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "subjects '%s' are reversed: write %d-%d", part.strip(), last, first));
      } else if (first < 1 || last > SegmentId.SUBJECTS) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "subjects '%s' are not within 1 to %d",
                part.strip(),
                SegmentId.SUBJECTS));
      }
      for (int number = first; number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
