// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import io.kinetograph.schemas.ActivityLabel;
import java.time.Instant;
import java.util.Map;

/**
 * One wearer's label, and when it was received.
 *
 * @param wearer id of the person; any text, so it must never be used as markup
 * @param segment the segment and its activity
 * @param group the coarse activity; empty in labels of earlier versions
 * @param bestActivity the most probable of the model's labels, also if the activity is unknown
 * @param probabilities the probability of every activity that the model knows, each from 0 to 1; in
 *     the order of their names
 * @param model version of the model
 * @param receivedAt when the label was received, by this process's clock
 */
public record Label(
    String wearer,
    LabeledSegment segment,
    String group,
    String bestActivity,
    Map<String, Float> probabilities,
    String model,
    Instant receivedAt) {

  /**
   * Checks the values and copies the map.
   *
   * @throws IllegalArgumentException if the wearer has no id or a probability is not from 0 to 1
   */
  public Label {
    if (wearer.isEmpty()) {
      throw new IllegalArgumentException("the wearer's id is empty");
    }
    probabilities.forEach(
        (activity, probability) ->
            LabeledSegment.requireShare("the probability of an activity", probability));
    probabilities = Probabilities.of(probabilities);
  }

  /**
   * Creates a label from a record of the topic.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static Label of(ActivityLabel label, Instant receivedAt) {
    return new Label(
        label.getWearer(),
        new LabeledSegment(
            label.getSegmentStart(),
            label.getSegmentEnd(),
            label.getActivity(),
            label.getStatus(),
            label.getConfidence(),
            label.getCoverage()),
        label.getGroup(),
        label.getBestActivity().isEmpty() ? label.getActivity() : label.getBestActivity(),
        label.getProbabilities(),
        label.getModel(),
        receivedAt);
  }
}
