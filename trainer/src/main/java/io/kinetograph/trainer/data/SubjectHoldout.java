// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.recordings.dataset.ActivityLabels;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds out all segments of subjects: the accuracy applies to new wearers. */
public sealed interface SubjectHoldout extends Holdout {

  /** The subjects whose segments are held out. */
  Subjects subjects();

  /**
   * All segments of one subject.
   *
   * @param subject number of the subject
   */
  record OneSubject(int subject) implements SubjectHoldout {

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
    public Subjects subjects() {
      return Subjects.of(subject);
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
  record SomeSubjects(Subjects subjects, Subjects unused) implements SubjectHoldout {

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
  record LeftOutActivities(SortedSet<Integer> activities, int subject) implements SubjectHoldout {

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

    @Override
    public Subjects subjects() {
      return Subjects.of(subject);
    }

    private static String list(SortedSet<Integer> numbers) {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Override
    public String text() {
      return "unknown:" + list(activities) + ":" + subject;
    }
  }
}
