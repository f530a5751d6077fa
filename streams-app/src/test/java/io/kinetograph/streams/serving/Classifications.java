// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import java.util.List;

/** Results of invented models. */
public final class Classifications {

  private Classifications() {}

  /** Of a model that knows one activity. */
  public static Classification sure(String activity, String model) {
    var known = new KnownActivities(model, List.of(activity), List.of(activity));
    return new Classification(known, new float[] {1}, 0, true);
  }

  /**
   * Of a model whose activities are groups of their own.
   *
   * @param probabilities of the activities; the first is taken for the largest
   */
  public static Classification of(String model, List<String> activities, float... probabilities) {
    var known = new KnownActivities(model, activities, activities);
    return new Classification(known, probabilities, 0, true);
  }
}
