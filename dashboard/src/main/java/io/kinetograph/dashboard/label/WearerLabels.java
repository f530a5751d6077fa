package io.kinetograph.dashboard.label;

import java.time.Instant;
import java.util.List;

/**
 * What is known of one wearer.
 *
 * @param latest the label of the latest segment
 * @param history the latest segments, oldest first; the last is the latest label's
 * @param heardAt when the wearer was last heard of, by this process's clock
 */
public record WearerLabels(Label latest, List<LabelledSegment> history, Instant heardAt) {

  /** Copies the list. */
  public WearerLabels {
    history = List.copyOf(history);
  }
}
