package io.kinetograph.dashboard.web;

import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.label.LabelledSegment;
import io.kinetograph.dashboard.label.SourceState;
import io.kinetograph.dashboard.label.WearerLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes out as JSON. Times are milliseconds of the Unix epoch. */
final class Views {

  private Views() {}

  /** A segment and what was done in it. */
  record SegmentView(long start, long end, String activity, float confidence, float coverage) {

    static SegmentView of(LabelledSegment segment) {
      return new SegmentView(
          segment.start().toEpochMilli(),
          segment.end().toEpochMilli(),
          segment.activity(),
          segment.confidence(),
          segment.coverage());
    }
  }

  /** One label, as it comes. */
  record LabelView(
      String wearer,
      long heardAt,
      SegmentView segment,
      Map<String, Float> probabilities,
      String model) {

    static LabelView of(Label label) {
      return new LabelView(
          label.wearer(),
          label.heardAt().toEpochMilli(),
          SegmentView.of(label.segment()),
          new TreeMap<>(label.probabilities()),
          label.model());
    }
  }

  /** One wearer: the latest label, and the segments before it, oldest first. */
  record WearerView(LabelView latest, long heardAt, List<SegmentView> history) {

    static WearerView of(WearerLabels known) {
      return new WearerView(
          LabelView.of(known.latest()),
          known.heardAt().toEpochMilli(),
          known.history().stream().map(SegmentView::of).toList());
    }
  }

  /** All wearers, and the clock by which their times are to be read. */
  record WearersView(
      long now, long forgetAfterMillis, int historyPerWearer, List<WearerView> wearers) {

    static WearersView of(
        Instant now, Duration forgetAfter, int historyPerWearer, List<WearerLabels> wearers) {
      return new WearersView(
          now.toEpochMilli(),
          forgetAfter.toMillis(),
          historyPerWearer,
          wearers.stream().map(WearerView::of).toList());
    }
  }

  /** Whether labels can come, and why not. */
  record StatusView(long now, boolean ready, String detail, long labels, long skipped) {

    static StatusView of(Instant now, SourceState state) {
      return new StatusView(
          now.toEpochMilli(), state.ready(), state.detail(), state.labels(), state.skipped());
    }
  }
}
