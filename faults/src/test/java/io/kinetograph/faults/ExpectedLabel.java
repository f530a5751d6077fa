// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import io.kinetograph.schemas.ActivityLabel;

/** The expected label of a segment. */
record ExpectedLabel(String wearer, long startMillis, String activity, float confidence) {

  /** Whether a label agrees, for the whole segment. */
  boolean isSaidBy(ActivityLabel label) {
    return label.getWearer().equals(wearer)
        && label.getSegmentStart().toEpochMilli() == startMillis
        && label.getSegmentEnd().toEpochMilli() == startMillis + KnownSegment.MILLIS
        && label.getActivity().equals(activity)
        && Math.abs(label.getConfidence() - confidence) < 0.01
        && label.getCoverage() == 1f
        && label.getModel().equals("tiny-1");
  }
}
