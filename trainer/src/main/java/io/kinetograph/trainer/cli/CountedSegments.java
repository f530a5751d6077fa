// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.inference.ModelCard;
import io.kinetograph.trainer.data.DataSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The recordings that a model is evaluated on. Those of activities that it does not have count in
 * no figure, because no label of it can be right for them.
 *
 * @param all segments, in any activity
 * @param counted those of the model's activities; one or more
 */
record CountedSegments(DataSet all, DataSet counted) {

  /**
   * Finds the activities that a model has.
   *
   * @throws IllegalArgumentException if the recordings have none of them
   */
  static CountedSegments of(ModelCard card, DataSet recordings) {
    DataSet counted = recordings.where(id -> card.labels().contains(id.label()));
    if (counted.size() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "none of the %d segments is of an activity that the model has (%s): choose other"
                  + " recordings or another model",
              recordings.size(),
              String.join(", ", card.labels())));
    }
    return new CountedSegments(recordings, counted);
  }

  /** Says how many segments do not count; empty if all do. */
  Optional<String> note() {
    List<String> others =
        all.segments().stream()
            .filter(segment -> counted.find(segment.id()).isEmpty())
            .map(segment -> segment.id().label())
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "note: %d of %d segments are of activities that the model does not have (%s): no"
                    + " figure counts them",
                others.size(),
                all.size(),
                String.join(", ", others.stream().distinct().toList())));
  }
}
