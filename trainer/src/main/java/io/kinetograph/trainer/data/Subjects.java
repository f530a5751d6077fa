// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.recordings.dataset.SubjectNumbers;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A choice of subjects.
 *
 * @param numbers their numbers, from 1 to 8
 */
public record Subjects(SortedSet<Integer> numbers) {

  private static final Pattern IN_SUMMARY = Pattern.compile(" by subjects? ([0-9,]+)");

  public Subjects {
    numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
    for (int number : numbers) {
      if (number < 1 || number > SegmentId.SUBJECTS) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "subject %d is not from 1 to %d", number, SegmentId.SUBJECTS));
      }
    }
  }

  /** Every subject. */
  public static Subjects everybody() {
    return parse("1-" + SegmentId.SUBJECTS);
  }

  /**
   * One subject.
   *
   * @param number from 1 to 8
   */
  static Subjects of(int number) {
    return new Subjects(new TreeSet<>(List.of(number)));
  }

  /** No subject. */
  public static Subjects nobody() {
    return new Subjects(Collections.emptySortedSet());
  }

  /**
   * Reads numbers and ranges, such as {@code 1-6,8}.
   *
   * @throws IllegalArgumentException if the text is not a list of subjects; the message names the
   *     invalid part
   */
  @JsonCreator
  public static Subjects parse(String text) {
    return new Subjects(SubjectNumbers.parse(text));
  }

  /**
   * Reads them from a text that contains one {@link DataSet#summary} or more, such as that of a
   * model card.
   *
   * @return the subjects of all summaries; nobody if the text does not say whose recordings it is
   *     about
   */
  public static Subjects inSummary(String text) {
    SortedSet<Integer> all = new TreeSet<>();
    try {
      IN_SUMMARY
          .matcher(text)
          .results()
          .forEach(summary -> all.addAll(parse(summary.group(1)).numbers()));
    } catch (IllegalArgumentException e) {
      // Of another data set.
      return nobody();
    }
    return new Subjects(all);
  }

  /** Whether a subject is in both choices. */
  public boolean overlaps(Subjects others) {
    return numbers.stream().anyMatch(others::contains);
  }

  /** Whether a subject is chosen. */
  public boolean contains(int subject) {
    return numbers.contains(subject);
  }

  /**
   * These without others.
   *
   * @throws IllegalArgumentException if none is left
   */
  public Subjects without(Subjects others) {
    SortedSet<Integer> left = new TreeSet<>(numbers);
    left.removeAll(others.numbers);
    if (left.isEmpty()) {
      throw new IllegalArgumentException(
          "no subject is left: %s without %s".formatted(this, others));
    }
    return new Subjects(left);
  }

  /** The form that {@link #parse} reads. */
  @JsonValue
  public String text() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return (numbers.size() == 1 ? "subject " : "subjects ") + text();
  }
}
