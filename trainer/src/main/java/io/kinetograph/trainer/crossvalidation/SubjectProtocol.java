// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.data.SubjectHoldout;
import io.kinetograph.trainer.data.Subjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Protocols whose test sets are of subjects who are left out of training. */
public sealed interface SubjectProtocol extends Protocol {

  /** Leave one subject out: every subject is the test set once. */
  record LeaveOneSubjectOut() implements SubjectProtocol {

    @Override
    public String name() {
      return "loso";
    }

    @Override
    public TestSets testSets(SortedSet<Integer> subjects) {
      requireTwo(subjects, "leave-one-subject-out");
      return new TestSets(
          subjects.stream()
              .map(i -> new TestSet(i, "subject-" + i, new SubjectHoldout.OneSubject(i)))
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
  record SubjectPairs(boolean fourSubjects) implements SubjectProtocol {

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
        testSets.add(
            new TestSet(pair, "pair-" + pair, new SubjectHoldout.SomeSubjects(there, unused)));
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
  record LeaveActivitiesOut(boolean wholeGroups) implements SubjectProtocol {

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
                    testSets.size() + 1,
                    name,
                    new SubjectHoldout.LeftOutActivities(activities, subject)));
          });
      return new TestSets(testSets, List.of());
    }
  }

  private static void requireTwo(SortedSet<Integer> subjects, String protocol) {
    if (subjects.size() < 2) {
      throw new IllegalArgumentException(
          "%s needs two subjects or more, and the data have only %s"
              .formatted(protocol, new Subjects(subjects)));
    }
  }
}
