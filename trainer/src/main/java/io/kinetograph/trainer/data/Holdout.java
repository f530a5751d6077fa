// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A rule for what is held out of training, as a test set or a validation set. */
public sealed interface Holdout permits Holdout.Nothing, RandomHoldout, SubjectHoldout {

  /**
   * Splits a data set.
   *
   * @param seed of random splits; the same seed gives the same split
   * @throws IllegalArgumentException if the data cannot be split in this way
   */
  Split split(DataSet data, long seed);

  /** The form that {@link #parse} reads. */
  @JsonValue
  String text();

  /**
   * Reads {@code random:SHARE}, {@code subject:NUMBER}, {@code subjects:N-M,...} or {@code none};
   * also {@code repeat:NUMBER:SHARE}, {@code fold:NUMBER:FOLDS}, {@code
   * subjects-without:N-M,...:N-M,...} and {@code unknown:ACTIVITY,...:SUBJECT}, which
   * cross-validations write.
   *
   * @throws IllegalArgumentException if the text has none of these forms
   */
  @JsonCreator
  static Holdout parse(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split(":", -1);
    try {
      return switch (parts[0] + "/" + (parts.length - 1)) {
        case "random/1" -> new RandomHoldout.Share(Double.parseDouble(parts[1]));
        case "repeat/2" ->
            new RandomHoldout.Repeat(Integer.parseInt(parts[1]), Double.parseDouble(parts[2]));
        case "fold/2" ->
            new RandomHoldout.Fold(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        case "subject/1" -> new SubjectHoldout.OneSubject(Integer.parseInt(parts[1]));
        case "subjects/1" ->
            new SubjectHoldout.SomeSubjects(Subjects.parse(parts[1]), Subjects.nobody());
        case "subjects-without/2" ->
            new SubjectHoldout.SomeSubjects(Subjects.parse(parts[1]), Subjects.parse(parts[2]));
        case "unknown/2" ->
            new SubjectHoldout.LeftOutActivities(
                Arrays.stream(parts[1].split(",", -1))
                    .map(Integer::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new)),
                Integer.parseInt(parts[2]));
        case "none/0" -> new Nothing();
        default ->
            throw new IllegalArgumentException(
                "'%s' is not random:SHARE, subject:NUMBER, subjects:N-M,... or none"
                    .formatted(text));
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a number, as '%s' needs one".formatted(wrong(parts), text), e);
    }
  }

  private static String wrong(String[] parts) {
    return Arrays.stream(parts)
        .skip(1)
        .filter(part -> !part.matches("[-+]?[0-9.,]+"))
        .findFirst()
        .orElse(parts[parts.length - 1]);
  }

  /** Nothing: all segments are for training. */
  record Nothing() implements Holdout {

    @Override
    public Split split(DataSet data, long seed) {
      return new Split(data, new DataSet(List.of()));
    }

    @Override
    public String text() {
      return "none";
    }
  }

  /**
   * Two parts of a data set.
   *
   * @param training what the network learns from
   * @param heldOut the test set or the validation set; may be empty
   */
  record Split(DataSet training, DataSet heldOut) {}
}
