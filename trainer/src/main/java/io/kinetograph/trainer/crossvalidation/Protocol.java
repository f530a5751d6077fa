// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.settings.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * An evaluation protocol: which parts of the recordings become test sets. Each is that of one fold.
 */
public sealed interface Protocol {

  /** The name on the command line and in folders. */
  String name();

  /**
   * The test sets of the protocol.
   *
   * @param subjects in the recordings
   * @throws IllegalArgumentException if they are too few
   */
  TestSets testSets(SortedSet<Integer> subjects);

  /**
   * One test set of a protocol.
   *
   * @param number of the part, repeat, subject, pair, activity or group, from 1
   * @param name of the fold, such as {@code fold-03}
   * @param holdout which segments it has
   */
  record TestSet(int number, String name, Holdout holdout) {}

  /**
   * All test sets of a protocol.
   *
   * @param testSets one or more, in order
   * @param notes what the protocol asks for and the data lack, a sentence each
   */
  record TestSets(List<TestSet> testSets, List<String> notes) {

    public TestSets {
      testSets = List.copyOf(testSets);
      notes = List.copyOf(notes);
    }
  }

  private static TestSets numbered(int count, String name, IntFunction<Holdout> holdout) {
    return new TestSets(
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> new TestSet(i, String.format(Locale.ROOT, name, i), holdout.apply(i)))
            .toList(),
        List.of());
  }

  /**
   * One random split: the test set has a share of each activity's segments.
   *
   * @param share above 0 and below 1
   */
  record RandomSplit(double share) implements Protocol {

    /** Checks the range, before the recordings are read, which takes a while. */
    public RandomSplit {
      Holdout.requireShare(share);
    }

    @Override
    public String name() {
      return "random";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      Holdout holdout = new Holdout.AtRandom(share);
      return new TestSets(List.of(new TestSet(1, "split", holdout)), List.of());
    }
  }

  /**
   * Repeated random sub-sampling: several random splits, as in Barshan and Yuksek (2014).
   *
   * @param repeats from 1 to 1000
   * @param share above 0 and below 1
   */
  record RepeatedSubSampling(int repeats, double share) implements Protocol {

    /** Checks the range. */
    public RepeatedSubSampling {
      new Range("[1,1000]").require("repeats", repeats);
      Holdout.requireShare(share);
    }

    @Override
    public String name() {
      return "rrss";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      return numbered(repeats, "repeat-%02d", i -> new Holdout.Repeat(i, share));
    }
  }

  /**
   * k-fold cross-validation: the recordings are divided into parts, each the test set of one fold.
   *
   * @param folds number of parts, from 2 to 1000
   */
  record KFold(int folds) implements Protocol {

    /** Checks the range. */
    public KFold {
      new Range("[2,1000]").require("folds", folds);
    }

    @Override
    public String name() {
      return "kfold";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      return numbered(folds, "fold-%02d", i -> new Holdout.Fold(i, folds));
    }
  }

  private static void requireTwo(SortedSet<Integer> subjects, String protocol) {
    if (subjects.size() < 2) {
      throw new IllegalArgumentException(
          "%s needs two subjects or more, and the data have only %s"
              .formatted(protocol, new Subjects(subjects)));
    }
  }

  /** Leave one subject out: every subject is the test set once. */
  record LeaveOneSubjectOut() implements Protocol {

    @Override
    public String name() {
      return "loso";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      requireTwo(subjects, "leave-one-subject-out");
      return new TestSets(
          subjects.stream()
              .map(i -> new TestSet(i, "subject-" + i, new Holdout.OneSubject(i)))
              .toList(),
          List.of());
    }
  }

  /**
   * Four pairs of subjects, each the test set once, as in papers on domain generalization (SDMix,
   * Lu et al. 2022; DDLearn, Qin et al. 2023). The pairs follow the data set's order: 1 and 2, 3
   * and 4, 5 and 6, 7 and 8.
   *
   * <p>HARBench 2026 (github.com/litchi7777/harbench) trains on four subjects and chooses the epoch
   * by the pair after the test pair; after the last comes the first. With {@code fourSubjects} that
   * pair is only left out of training: nothing here looks at it.
   *
   * @param fourSubjects whether to train on two pairs, and not on three
   */
  record SubjectPairs(boolean fourSubjects) implements Protocol {

    private static final int PAIRS = 4;
    private static final int TRAINED_ON = 4;

    @Override
    public String name() {
      return fourSubjects ? "four-subjects" : "pairs";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      List<TestSet> testSets = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      for (int pair = 1; pair <= PAIRS; pair++) {
        Subjects whole = pair(pair);
        SortedSet<Integer> here = new TreeSet<>(whole.numbers());
        here.retainAll(subjects);
        if (here.isEmpty()) {
          notes.add(
              String.format(
                  Locale.ROOT,
                  "pair %d is left out: the data have no recordings of %s",
                  pair,
                  whole));
          continue;
        }
        Subjects there = new Subjects(here);
        if (here.size() < whole.numbers().size()) {
          notes.add(
              String.format(
                  Locale.ROOT,
                  "pair %d is only %s: the data have no recordings of %s",
                  pair,
                  there,
                  whole.without(there)));
        }
        Subjects unused = fourSubjects ? pair(pair % PAIRS + 1) : Subjects.nobody();
        SortedSet<Integer> training = new TreeSet<>(subjects);
        training.removeAll(whole.numbers());
        training.removeAll(unused.numbers());
        if (fourSubjects && training.size() < TRAINED_ON) {
          notes.add(
              String.format(
                  Locale.ROOT,
                  "pair %d is trained on only %s: the data have no others",
                  pair,
                  new Subjects(training)));
        }
        testSets.add(new TestSet(pair, "pair-" + pair, new Holdout.SomeSubjects(there, unused)));
      }
      if (testSets.size() < 2) {
        throw new IllegalArgumentException(
            "%s needs two pairs of subjects or more, and the data have %s"
                .formatted(name(), new Subjects(subjects)));
      }
      return new TestSets(testSets, notes);
    }

    private static Subjects pair(int number) {
      return Subjects.parse((2 * number - 1) + "-" + 2 * number);
    }
  }

  /**
   * Leave activities out: each activity, or each whole group of activities, is unknown to the
   * network of one fold. The test set has all activities of one subject, who is left out too; the
   * subjects take turns.
   *
   * @param wholeGroups whether the activities of a group are left out together
   */
  record LeaveActivitiesOut(boolean wholeGroups) implements Protocol {

    /** Whether a protocol's name is that of this one. */
    static boolean isNamed(String name) {
      return name.equals("unknown") || name.equals("unknown-groups");
    }

    @Override
    public String name() {
      return wholeGroups ? "unknown-groups" : "unknown";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      requireTwo(subjects, name());
      Map<String, SortedSet<Integer>> leftOut = new LinkedHashMap<>();
      for (String label : ActivityLabels.all()) {
        leftOut
            .computeIfAbsent(
                wholeGroups ? ActivityGroups.of(label) : label, name -> new TreeSet<>())
            .add(ActivityLabels.number(label));
      }
      List<Integer> turns = List.copyOf(subjects);
      List<TestSet> testSets = new ArrayList<>();
      leftOut.forEach(
          (name, activities) -> {
            int subject = turns.get(testSets.size() % turns.size());
            testSets.add(
                new TestSet(
                    testSets.size() + 1, name, new Holdout.LeftOutActivities(activities, subject)));
          });
      return new TestSets(testSets, List.of());
    }
  }
}
