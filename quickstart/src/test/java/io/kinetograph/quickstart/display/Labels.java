// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import java.time.Instant;
import java.util.Map;

/** Labels that no model has given. */
final class Labels {

  private Labels() {}

  static ActivityLabel label(String wearer, Instant start, String activity) {
    return ActivityLabel.newBuilder()
        .setStatus(LabelStatus.KNOWN)
        .setWearer(wearer)
        .setSegmentStart(start)
        .setSegmentEnd(start.plusSeconds(5))
        .setActivity(activity)
        .setBestActivity(activity)
        .setConfidence(0.75f)
        .setProbabilities(Map.of(activity, 0.75f))
        .setCoverage(1)
        .setModel("none")
        .build();
  }
}
