// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.inference.ModelCard;
import java.util.List;

/**
 * The activities that a model knows.
 *
 * @param model the model's version
 * @param labels the activities, in the order of their probabilities
 * @param groups the coarse group of each
 */
public record KnownActivities(String model, List<String> labels, List<String> groups) {

  /** Copies. */
  public KnownActivities {
    labels = List.copyOf(labels);
    groups = List.copyOf(groups);
  }

  static KnownActivities of(ModelCard card) {
    return new KnownActivities(card.version(), card.labels(), card.groups());
  }

  /** Whether another model tells the same activities apart. */
  public boolean isSameAs(KnownActivities other) {
    return labels.equals(other.labels) && groups.equals(other.groups);
  }
}
