// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.inference.Logits;
import io.kinetograph.inference.ModelCard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's result for a segment.
 *
 * @param activity the most probable activity
 * @param confidence its probability, 0 to 1
 * @param probabilities of every activity the model knows, at the temperature of its card; they sum
 *     to 1
 * @param model the model's version
 */
public record Classification(
    String activity, float confidence, Map<String, Float> probabilities, String model) {

  /** Names the activity with the largest logit, the first of several. */
  static Classification of(ModelCard card, float[] logits) {
    List<String> labels = card.labels();
    double[] shares = Logits.softmax(logits, card.temperature());
    Map<String, Float> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < shares.length; i++) {
      probabilities.put(labels.get(i), (float) shares[i]);
    }
    int best = Logits.argMax(logits);
    return new Classification(
        labels.get(best), (float) shares[best], probabilities, card.version());
  }
}
