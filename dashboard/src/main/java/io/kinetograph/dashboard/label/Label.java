package io.kinetograph.dashboard.label;

import io.kinetograph.schemas.ActivityLabel;
import java.time.Instant;
import java.util.Map;

/**
 * One wearer's label, as it was heard.
 *
 * @param wearer id of the person; whatever text the wearable sent, so never to be taken for markup
 * @param segment what was done when
 * @param probabilities the probability of every activity that the model knows, each from 0 to 1
 * @param model version of the model
 * @param heardAt when the label came, by this process's clock
 */
public record Label(
    String wearer,
    LabelledSegment segment,
    Map<String, Float> probabilities,
    String model,
    Instant heardAt) {

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
            LabelledSegment.requireShare("the probability of an activity", probability));
    probabilities = Map.copyOf(probabilities);
  }

  /**
   * Takes a record of the topic.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static Label of(ActivityLabel label, Instant heardAt) {
    return new Label(
        label.getWearer(),
        new LabelledSegment(
            label.getSegmentStart(),
            label.getSegmentEnd(),
            label.getActivity(),
            label.getConfidence(),
            label.getCoverage()),
        label.getProbabilities(),
        label.getModel(),
        heardAt);
  }
}
