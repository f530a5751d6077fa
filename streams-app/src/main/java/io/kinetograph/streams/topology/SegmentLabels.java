// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.streams.episode.ActivityStates;
import io.kinetograph.streams.serving.Classification;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The records on the labels' topic. Public for the benchmarks, which measure this code. */
public final class SegmentLabels {

  private SegmentLabels() {}

  /**
   * The label of a segment.
   *
   * @param wearer the wearer's id
   * @param status of the label; tells whether it names the activity
   */
  public static ActivityLabel label(
      String wearer, Segment segment, LabelStatus status, Classification classification) {
    return ActivityLabel.newBuilder()
        .setWearer(wearer)
        .setSegmentStart(Instant.ofEpochMilli(Math.floorDiv(segment.startMicros(), 1000)))
        .setSegmentEnd(Instant.ofEpochMilli(Math.floorDiv(segment.endMicros(), 1000)))
        .setActivity(name(status, classification.activity()))
        .setConfidence(classification.confidence())
        .setProbabilities(probabilities(classification))
        .setCoverage(segment.coverage())
        .setModel(classification.activities().model())
        .setStatus(status)
        .setGroup(name(status, classification.group()))
        .setBestActivity(classification.activity())
        .build();
  }

  /** What to show of an activity or of its group. */
  private static String name(LabelStatus status, String known) {
    return switch (status) {
      case KNOWN -> known;
      case UNKNOWN -> ActivityStates.UNKNOWN;
      case NOT_WORN -> ActivityStates.NOT_WORN;
    };
  }

  private static Map<String, Float> probabilities(Classification classification) {
    List<String> labels = classification.activities().labels();
    Map<String, Float> probabilities = new LinkedHashMap<>(2 * labels.size());
    for (int i = 0; i < labels.size(); i++) {
      probabilities.put(labels.get(i), classification.probability(i));
    }
    return probabilities;
  }
}
