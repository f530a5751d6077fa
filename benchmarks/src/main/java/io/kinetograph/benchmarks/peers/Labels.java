// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.peers;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Labels as a first draft writes them: those of the app have the activity's group and the model's
 * first guess too, and may say that the activity is unknown.
 */
public final class Labels {

  private Labels() {}

  /** The label of a segment by the model's logits. */
  public static ActivityLabel label(
      ModelCard card, String wearer, Segment segment, float[] logits) {
    double[] shares = Logits.softmax(logits, card.temperature());
    Map<String, Float> probabilities = new HashMap<>();
    for (int i = 0; i < shares.length; i++) {
      probabilities.put(card.labels().get(i), (float) shares[i]);
    }
    int best = Logits.argMax(logits);
    return ActivityLabel.newBuilder()
        .setStatus(LabelStatus.KNOWN)
        .setWearer(wearer)
        .setSegmentStart(Instant.ofEpochMilli(segment.startMicros() / 1000))
        .setSegmentEnd(Instant.ofEpochMilli(segment.endMicros() / 1000))
        .setActivity(card.labels().get(best))
        .setConfidence((float) shares[best])
        .setProbabilities(probabilities)
        .setCoverage(segment.coverage())
        .setModel(card.version())
        .build();
  }
}
