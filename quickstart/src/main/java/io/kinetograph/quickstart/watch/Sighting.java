package io.kinetograph.quickstart.watch;

import io.kinetograph.schemas.ActivityLabel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A label, as somebody who knows the truth sees it.
 *
 * @param label what was published
 * @param truth what the wearer did, or null if that is not known here
 * @param number of the segment in its recording, from 1, or 0 if the truth is not known
 * @param delay from the segment's end to the label, see {@link DelayRule}; null if it is not known
 */
public record Sighting(
    ActivityLabel label, @Nullable String truth, int number, @Nullable Duration delay) {

  /** Whether the label is the truth; not if the truth is not known. */
  public boolean isRight() {
    return label.getActivity().equals(truth);
  }
}
