// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.data.Holdout;
import java.util.List;
import java.util.SortedSet;

/**
 * An evaluation protocol: which parts of the recordings become test sets. Each is that of one fold.
 */
public sealed interface Protocol permits RandomProtocol, SubjectProtocol {

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
}
