// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A label with its ground truth.
 *
 * @param label the published label
 * @param truth what the wearer really did, or null if unknown
 * @param number the segment's number in its recording, from 1; 0 if the truth is unknown
 * @param delay until the label arrived, see {@link DelayOrigin}; null if unknown
 * @param unscored why no label of the segment can be right, in a few words; null if one can
 */
record ScoredLabel(
    ActivityLabel label,
    @Nullable String truth,
    int number,
    @Nullable Duration delay,
    @Nullable String unscored) {

  /**
   * The confidence with two digits; a dash if the label names no activity of the model, because the
   * confidence is that of the activity it would name.
   */
  String confidence() {
    return label.getStatus() == LabelStatus.KNOWN
        ? String.format(Locale.ROOT, "%.2f", label.getConfidence())
        : "-";
  }

  /** Whether the label equals the ground truth; false if the truth is unknown. */
  boolean isRight() {
    return label.getActivity().equals(truth);
  }
}
