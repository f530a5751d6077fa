// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The folds to train: one for each test set of a protocol and each seed. Immutable. */
public final class CrossValidationPlan {

  private final String protocol;
  private final Protocol.TestSets testSets;
  private final List<FoldTraining> folds;

  private CrossValidationPlan(
      String protocol, Protocol.TestSets testSets, List<FoldTraining> folds) {
    this.protocol = protocol;
    this.testSets = testSets;
    this.folds = List.copyOf(folds);
  }

  /**
   * Plans all test sets with all seeds.
   *
   * @param protocol gives the test sets
   * @param subjects in the recordings
   * @param seeds one or more
   * @param settings of all folds but for seed and test set
   * @throws IllegalArgumentException if the protocol needs more subjects
   */
  public static CrossValidationPlan of(
      Protocol protocol, SortedSet<Integer> subjects, List<Long> seeds, TrainingSettings settings) {
    Protocol.TestSets testSets = protocol.testSets(subjects);
    List<FoldTraining> folds = new ArrayList<>();
    for (long seed : seeds) {
      for (Protocol.TestSet testSet : testSets.testSets()) {
        folds.add(
            new FoldTraining(
                testSet.number(),
                "seed-" + seed + "/" + testSet.name(),
                settings.withSplit(seed, testSet.holdout())));
      }
    }
    return new CrossValidationPlan(protocol.name(), testSets, folds);
  }

  /**
   * Only some folds, of every seed. The results still list the others as missing.
   *
   * @throws IllegalArgumentException if a fold does not exist
   */
  public CrossValidationPlan only(Set<Integer> numbers) {
    Set<Integer> known = folds.stream().map(FoldTraining::number).collect(Collectors.toSet());
    for (int number : numbers) {
      if (!known.contains(number)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has no fold %d: its folds are %s",
                protocol,
                number,
                text(new TreeSet<>(known))));
      }
    }
    return new CrossValidationPlan(
        protocol, testSets, folds.stream().filter(f -> numbers.contains(f.number())).toList());
  }

  /** Such as {@code 1 to 10}, or {@code 1,2,5}. */
  private static String text(SortedSet<Integer> numbers) {
    return numbers.size() > 2 && numbers.last() - numbers.first() == numbers.size() - 1
        ? numbers.first() + " to " + numbers.last()
        : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Checks that all folds have a test set and, if asked for, a validation set.
   *
   * @param data the recordings
   * @return this plan
   * @throws IllegalArgumentException if one has no segment; the message names the fold
   */
  public CrossValidationPlan requireSplits(DataSet data) {
    for (FoldTraining fold : folds) {
      try {
        fold.settings().splitValidation(fold.settings().split(data));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(fold.name() + ": " + e.getMessage(), e);
      }
    }
    return this;
  }

  /** The protocol's name. */
  public String protocol() {
    return protocol;
  }

  /** The folds, in order. */
  public List<FoldTraining> folds() {
    return folds;
  }

  /** The settings of all folds but for seed and test set. */
  TrainingSettings settings() {
    return folds.get(0).settings();
  }

  /** What the protocol asks for and the data lack, a sentence each. */
  public List<String> notes() {
    return testSets.notes();
  }

  /** All test sets of the protocol, by the name of the fold. */
  Map<String, String> testSets() {
    Map<String, String> all = new LinkedHashMap<>();
    testSets.testSets().forEach(testSet -> all.put(testSet.name(), testSet.holdout().text()));
    return all;
  }

  /**
   * One fold.
   *
   * @param number of its test set
   * @param name of its folder below the protocol's, such as {@code seed-1/fold-03}
   * @param settings with the seed and the test set
   */
  public record FoldTraining(int number, String name, TrainingSettings settings) {

    /** The segments that the fold is evaluated on. */
    DataSet testSet(DataSet data) {
      return settings.split(data).heldOut();
    }
  }
}
