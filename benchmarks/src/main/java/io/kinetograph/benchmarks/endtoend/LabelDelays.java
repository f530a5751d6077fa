// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.LabelReader.Arrival;
import io.kinetograph.imaging.segment.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long the labels of some segments took, from the segment's end until they could be read. */
final class LabelDelays {

  private static final long SEGMENT_MILLIS = Segment.LENGTH_MICROS / 1000;

  private final Histogram delays = new Histogram(3);
  private final long due;

  /**
   * Of the segments that end after {@code fromMillis}, until {@code toMillis}.
   *
   * @param due number of these segments
   */
  LabelDelays(List<Arrival> arrivals, long fromMillis, long toMillis, long due) {
    this.due = due;
    for (Arrival arrival : arrivals) {
      if (arrival.endMillis() > fromMillis && arrival.endMillis() <= toMillis) {
        delays.recordValue(Math.max(0, arrival.delayMillis()));
      }
    }
  }

  long missing() {
    return Math.max(0, due - delays.getTotalCount());
  }

  /**
   * Adds the percentiles and the numbers of labels.
   *
   * @param waitedMillis how long labels have been waited for: the delay of those that are missing
   */
  void addTo(Map<Figure, Double> figures, long waitedMillis) {
    Histogram all = delays.copy();
    if (missing() > 0) {
      all.recordValueWithCount(waitedMillis, missing());
    }
    figures.put(Figure.DELAY_P50_MILLIS, (double) all.getValueAtPercentile(50));
    figures.put(Figure.DELAY_P99_MILLIS, (double) all.getValueAtPercentile(99));
    figures.put(Figure.DELAY_P999_MILLIS, (double) all.getValueAtPercentile(99.9));
    figures.put(Figure.EXPECTED, (double) due);
    figures.put(Figure.MISSING, (double) missing());
  }

  /**
   * Whether no partition lags: all labels of one whole segment came in time.
   *
   * @param fromMillis the start of the first segment that counts
   * @param wearers number of labels of a segment
   * @param maxDelayMillis what is in time
   */
  static boolean hasCaughtUp(
      List<Arrival> arrivals, long fromMillis, int wearers, long maxDelayMillis) {
    Map<Long, Integer> inTime = new HashMap<>();
    for (Arrival arrival : arrivals) {
      if (arrival.endMillis() > fromMillis && arrival.delayMillis() <= maxDelayMillis) {
        // On any grid, one segment of each wearer ends in such a stretch.
        inTime.merge((arrival.endMillis() - fromMillis - 1) / SEGMENT_MILLIS, 1, Integer::sum);
      }
    }
    return inTime.values().stream().anyMatch(labels -> labels >= wearers);
  }
}
