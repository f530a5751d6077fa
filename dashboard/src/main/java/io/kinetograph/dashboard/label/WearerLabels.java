// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import java.time.Instant;
import java.util.List;

/**
 * The labels of one wearer.
 *
 * @param latest the label of the latest segment
 * @param history the latest segments, oldest first, at most one of each slot of 5 s; the last one
 *     is the latest label's
 * @param receivedAt when the last label was received, by this process's clock
 */
public record WearerLabels(Label latest, List<LabeledSegment> history, Instant receivedAt) {

  /** Copies the list. */
  public WearerLabels {
    history = List.copyOf(history);
  }
}
