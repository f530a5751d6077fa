// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.util.Locale;

/** What a run measures. */
enum Figure {
  LABELS_PER_SECOND("labels/s", "%.0f"),
  LABELS_PER_SECOND_WARM("labels/s, second half", "%.0f"),
  CPU_MILLIS("CPU ms a segment", "%.2f"),
  CPU_MILLIS_WARM("CPU ms a segment, second half", "%.2f"),
  BROKER_CPU_MILLIS("broker CPU ms a segment", "%.2f"),
  BROKER_KILOBYTES("KB to the broker a segment", "%.2f"),
  ALLOCATED_KILOBYTES("KB allocated a segment", "%.0f"),
  PEAK_MEGABYTES("peak RSS MB", "%.0f"),
  FIRST_LABEL_SECONDS("s to first label", "%.1f"),
  DELAY_P50_MILLIS("delay p50 ms", "%.0f"),
  DELAY_P99_MILLIS("delay p99 ms", "%.0f"),
  DELAY_P999_MILLIS("delay p99.9 ms", "%.0f"),
  PUBLISHER_LATE_MILLIS("readings published late by at most ms", "%.0f"),
  MAX_WEARERS("wearers with p99 within the limit", "%.0f"),
  EXPECTED("labels", "%.0f"),
  MISSING("missing", "%.0f"),
  REPEATED("repeated", "%.0f"),
  WRONG("wrong", "%.0f");

  private final String title;
  private final String format;

  Figure(String title, String format) {
    this.title = title;
    this.format = format;
  }

  String title() {
    return title;
  }

  String text(double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
