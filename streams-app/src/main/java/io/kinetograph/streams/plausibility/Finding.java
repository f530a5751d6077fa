// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import io.kinetograph.streams.reading.Suspicion;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a check found about one unit in one segment.
 *
 * @param suspicion what the readings look like, or null
 * @param isFine whether the readings are certainly right; if false without a suspicion, the segment
 *     does not show it
 * @param text for people: what was measured, and what it looks like
 */
record Finding(@Nullable Suspicion suspicion, boolean isFine, Supplier<String> text) {

  static final Finding FINE = new Finding(null, true, () -> "");
  static final Finding UNKNOWN = new Finding(null, false, () -> "");

  static Finding of(Suspicion suspicion, Supplier<String> text) {
    return new Finding(suspicion, false, text);
  }
}
