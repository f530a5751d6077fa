// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.reading.Suspicion;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The suspicions about one wearer's units, and how many segments in a row have shown each. */
final class SuspectWearer {

  /** One or two segments may be chance: a unit that is thrown, a reading that was sent wrongly. */
  private static final int MIN_ROW = 3;

  private static final long LOG_INTERVAL_MILLIS = Duration.ofMinutes(10).toMillis();

  /** One suspicion about the magnitude, the timing and the range each can hold at once. */
  static final int CHECKS = 3;

  private final int[] rows = new int[CHECKS * BodyUnit.COUNT];
  private final Map<Suspicion, Long> logAgainMillis = new EnumMap<>(Suspicion.class);

  /**
   * Notes a finding. A row may have suspicions of different kinds: what a unit that moves looks
   * like is less certain than that something is wrong.
   *
   * @param check 0 to 2
   * @return whether it is a suspicion that enough segments in a row have shown
   */
  boolean note(BodyUnit unit, int check, Finding finding) {
    int at = CHECKS * unit.index() + check;
    if (finding.suspicion() != null) {
      rows[at] = Math.min(rows[at] + 1, MIN_ROW);
      return rows[at] == MIN_ROW;
    }
    if (finding.isFine()) {
      rows[at] = 0;
    }
    return false;
  }

  /** Whether a line about a suspicion is due; then the next one is due some time later. */
  boolean isLineDue(Suspicion suspicion, long wallMillis) {
    if (wallMillis < logAgainMillis.getOrDefault(suspicion, Long.MIN_VALUE)) {
      return false;
    }
    logAgainMillis.put(suspicion, wallMillis + LOG_INTERVAL_MILLIS);
    return true;
  }

  /** Whether no suspicion is left, and no line has to wait. */
  boolean isClear(long wallMillis) {
    for (int row : rows) {
      if (row > 0) {
        return false;
      }
    }
    return logAgainMillis.values().stream().allMatch(again -> wallMillis >= again);
  }
}
