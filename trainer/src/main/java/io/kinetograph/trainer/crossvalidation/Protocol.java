package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A way to part the recordings into what is learned from and what is judged by. */
public sealed interface Protocol {

  /** Its name on the command line and in folders. */
  String name();

  /**
   * The trainings it asks for.
   *
   * @param subjects whose recordings there are
   * @throws IllegalArgumentException if they are too few
   */
  Parts parts(SortedSet<Integer> subjects);

  /** Now, and not when the first part is made: reading the recordings in between takes a while. */
  private static void requireShare(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share " + share + " is not between 0 and 1");
    }
  }

  private static Parts numbered(int count, String name, IntFunction<Holdout> holdout) {
    return new Parts(
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> new Part(i, name.formatted(i), holdout.apply(i).text()))
            .toList(),
        List.of());
  }

  /**
   * One split: a share of each activity's segments is kept back, at random.
   *
   * @param share above 0 and below 1
   */
  record RandomSplit(double share) implements Protocol {

    /** Checks the range. */
    public RandomSplit {
      requireShare(share);
    }

    @Override
    public String name() {
      return "random";
    }

    @Override
    public Parts parts(SortedSet<Integer> subjects) {
      String holdout = new Holdout.AtRandom(share).text();
      return new Parts(List.of(new Part(1, "split", holdout)), List.of());
    }
  }

  /**
   * Repeated random sub-sampling: several splits of the same kind, as Barshan and Yuksek (2014)
   * judge by it.
   *
   * @param repeats at least 1
   * @param share above 0 and below 1
   */
  record RepeatedSubSampling(int repeats, double share) implements Protocol {

    /** Checks the range. */
    public RepeatedSubSampling {
      if (repeats < 1) {
        throw new IllegalArgumentException("repeats " + repeats + " is not at least 1");
      }
      requireShare(share);
    }

    @Override
    public String name() {
      return "rrss";
    }

    @Override
    public Parts parts(SortedSet<Integer> subjects) {
      return numbered(repeats, "repeat-%02d", i -> new Holdout.Repeat(i, share));
    }
  }

  /**
   * k-fold cross-validation: every segment is kept back once.
   *
   * @param folds at least 2
   */
  record KFold(int folds) implements Protocol {

    /** Checks the range. */
    public KFold {
      if (folds < 2) {
        throw new IllegalArgumentException("folds " + folds + " is not at least 2");
      }
    }

    @Override
    public String name() {
      return "kfold";
    }

    @Override
    public Parts parts(SortedSet<Integer> subjects) {
      return numbered(folds, "fold-%02d", i -> new Holdout.Fold(i, folds));
    }
  }

  /** Leave one subject out: every subject is kept back once. */
  record LeaveOneSubjectOut() implements Protocol {

    @Override
    public String name() {
      return "loso";
    }

    @Override
    public Parts parts(SortedSet<Integer> subjects) {
      if (subjects.size() < 2) {
        throw new IllegalArgumentException(
            "%s alone cannot be left out one by one".formatted(new Subjects(subjects)));
      }
      return new Parts(
          subjects.stream()
              .map(i -> new Part(i, "subject-" + i, new Holdout.OneSubject(i).text()))
              .toList(),
          List.of());
    }
  }

  /**
   * Four groups of two subjects, each kept back once, as papers on domain generalisation do (SDMix,
   * Lu et al. 2022; DDLearn, Qin et al. 2023). The groups are those of the data set's order: 1 and
   * 2, 3 and 4, 5 and 6, 7 and 8.
   */
  record SubjectPairs() implements Protocol {

    private static final int PAIRS = 4;

    @Override
    public String name() {
      return "pairs";
    }

    @Override
    public Parts parts(SortedSet<Integer> subjects) {
      List<Part> parts = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      for (int pair = 1; pair <= PAIRS; pair++) {
        Subjects whole = Subjects.parse((2 * pair - 1) + "-" + 2 * pair);
        SortedSet<Integer> here = new TreeSet<>(whole.numbers());
        here.retainAll(subjects);
        if (here.isEmpty()) {
          notes.add("pair %d is left out: the data have nothing of %s".formatted(pair, whole));
          continue;
        }
        Subjects there = new Subjects(here);
        if (here.size() < whole.numbers().size()) {
          notes.add(
              "pair %d is %s alone: the data have nothing of %s"
                  .formatted(pair, there, whole.without(there)));
        }
        parts.add(new Part(pair, "pair-" + pair, new Holdout.SomeSubjects(there).text()));
      }
      if (parts.size() < 2) {
        throw new IllegalArgumentException(
            "the data have %s, and two pairs are the least".formatted(new Subjects(subjects)));
      }
      return new Parts(parts, notes);
    }
  }
}
