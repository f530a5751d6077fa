// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A rule for what is held out of training, as a test set or a validation set. */
public sealed interface Holdout {

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
        case "random/1" -> new AtRandom(Double.parseDouble(parts[1]));
        case "repeat/2" -> new Repeat(Integer.parseInt(parts[1]), Double.parseDouble(parts[2]));
        case "fold/2" -> new Fold(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        case "subject/1" -> new OneSubject(Integer.parseInt(parts[1]));
        case "subjects/1" -> new SomeSubjects(Subjects.parse(parts[1]), Subjects.nobody());
        case "subjects-without/2" ->
            new SomeSubjects(Subjects.parse(parts[1]), Subjects.parse(parts[2]));
        case "unknown/2" ->
            new LeftOutActivities(
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

  /**
   * Checks a share.
   *
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  static void requireShare(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share " + share + " is not between 0 and 1");
    }
  }

  /**
   * A share of every activity's segments, drawn at random. Neighboring seconds of a recording may
   * be in different parts, so the accuracy applies to wearers that the model has seen.
   *
   * @param share above 0 and below 1
   */
  record AtRandom(double share) implements Holdout {

    /** Checks the share. */
    public AtRandom {
      requireShare(share);
    }

    @Override
    public Split split(DataSet data, long seed) {
      return StratifiedSplit.share(data, share, new Random(seed));
    }

    @Override
    public String text() {
      return "random:" + share;
    }
  }

  /**
   * One of several draws of a share of every activity's segments: repeated random sub-sampling.
   *
   * @param number which of the draws, from 1
   * @param share above 0 and below 1
   */
  record Repeat(int number, double share) implements Holdout {

    /** Checks the ranges. */
    public Repeat {
      if (number < 1) {
        throw new IllegalArgumentException("repeat " + number + " is not at least 1");
      }
      requireShare(share);
    }

    @Override
    public Split split(DataSet data, long seed) {
      SplittableRandom seeds = new SplittableRandom(seed);
      for (int before = 1; before < number; before++) {
        seeds.nextLong();
      }
      return StratifiedSplit.share(data, share, new Random(seeds.nextLong()));
    }

    @Override
    public String text() {
      return "repeat:" + number + ":" + share;
    }
  }

  /**
   * One of several parts that a data set is dealt out to at random, every activity evenly: k-fold
   * cross-validation. All parts of the same seed together are the data set, and none has a segment
   * of another.
   *
   * @param number which part, from 1
   * @param folds how many there are, at least 2
   */
  record Fold(int number, int folds) implements Holdout {

    /** Checks the ranges. */
    public Fold {
      if (folds < 2) {
        throw new IllegalArgumentException("folds " + folds + " is not at least 2");
      }
      if (number < 1 || number > folds) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "fold %d is not from 1 to %d", number, folds));
      }
    }

    @Override
    public Split split(DataSet data, long seed) {
      return StratifiedSplit.part(data, number, folds, new Random(seed));
    }

    @Override
    public String text() {
      return "fold:" + number + ":" + folds;
    }
  }

  /**
   * All segments of one subject: the accuracy applies to new wearers.
   *
   * @param subject number of the subject
   */
  record OneSubject(int subject) implements Holdout {

    @Override
    public Split split(DataSet data, long seed) {
      if (!data.subjects().contains(subject) || data.subjects().size() < 2) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "subject %d cannot be held out of %s",
                subject,
                new Subjects(data.subjects())));
      }
      return new Split(
          data.where(id -> id.subject() != subject), data.where(id -> id.subject() == subject));
    }

    @Override
    public String text() {
      return "subject:" + subject;
    }
  }

  /**
   * All segments of some subjects. Segments of others may be in neither part.
   *
   * @param subjects one or more
   * @param unused subjects whose segments are neither trained on nor tested on; need not be in the
   *     data
   */
  record SomeSubjects(Subjects subjects, Subjects unused) implements Holdout {

    @Override
    public Split split(DataSet data, long seed) {
      DataSet training =
          data.where(id -> !subjects.contains(id.subject()) && !unused.contains(id.subject()));
      if (!data.subjects().containsAll(subjects.numbers())
          || subjects.numbers().isEmpty()
          || training.size() == 0) {
        throw new IllegalArgumentException(
            "%s cannot be held out of %s%s"
                .formatted(
                    subjects,
                    new Subjects(data.subjects()),
                    unused.numbers().isEmpty() ? "" : " without " + unused));
      }
      return new Split(training, data.where(id -> subjects.contains(id.subject())));
    }

    @Override
    public String text() {
      return unused.numbers().isEmpty()
          ? "subjects:" + subjects.text()
          : "subjects-without:" + subjects.text() + ":" + unused.text();
    }
  }

  /**
   * All segments of one subject, while some activities are not for training, whoever does them: the
   * network does not know them and should see that in the test set.
   *
   * @param activities their numbers in the data set, one or more
   * @param subject number of the subject
   */
  record LeftOutActivities(SortedSet<Integer> activities, int subject) implements Holdout {

    /** Checks the activities. */
    public LeftOutActivities {
      activities = Collections.unmodifiableSortedSet(new TreeSet<>(activities));
      for (int activity : activities) {
        if (activity < 1 || activity > ActivityLabels.COUNT) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "activity %d is not from 1 to %d", activity, ActivityLabels.COUNT));
        }
      }
    }

    @Override
    public Split split(DataSet data, long seed) {
      Split split = new OneSubject(subject).split(data, seed);
      SortedSet<Integer> tested = split.heldOut().activities();
      if (!tested.containsAll(activities) || tested.size() == activities.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "activities %s cannot be left out: subject %d has recordings of activities %s",
                list(activities),
                subject,
                list(tested)));
      }
      return new Split(
          split.training().where(id -> !activities.contains(id.activity())), split.heldOut());
    }

    private static String list(SortedSet<Integer> numbers) {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Override
    public String text() {
      return "unknown:" + list(activities) + ":" + subject;
    }
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
  public record Split(DataSet training, DataSet heldOut) {}
}
