// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.web;

import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.label.LabeledSegment;
import io.kinetograph.dashboard.label.WearerLabels;
import io.kinetograph.dashboard.topic.SourceState;
import io.kinetograph.schemas.LabelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON that the server sends. Times are milliseconds since the Unix epoch. The views of wearers
 * are made while they are written: all of them at once would need more memory than what they show.
 */
final class Views {

  private Views() {}

  /** A segment and its activity. */
  record SegmentView(
      long start, long end, String activity, LabelStatus status, float confidence, float coverage) {

    static SegmentView of(LabeledSegment segment) {
      return new SegmentView(
          segment.startMillis(),
          segment.endMillis(),
          segment.activity(),
          segment.status(),
          segment.confidence(),
          segment.coverage());
    }
  }

  /** One label. */
  record LabelView(
      String wearer,
      long receivedAt,
      SegmentView segment,
      String group,
      String bestActivity,
      Map<String, Float> probabilities,
      String model) {

    static LabelView of(Label label) {
      return new LabelView(
          label.wearer(),
          label.receivedAt().toEpochMilli(),
          SegmentView.of(label.segment()),
          label.group(),
          label.bestActivity(),
          label.probabilities(),
          label.model());
    }
  }

  /** One wearer: the latest label and all segments of the history, oldest first. */
  record WearerView(LabelView latest, long receivedAt, List<SegmentView> history) {

    static WearerView of(WearerLabels known) {
      return new WearerView(
          LabelView.of(known.latest()),
          known.receivedAt().toEpochMilli(),
          known.history().stream().map(SegmentView::of).toList());
    }
  }

  /** All wearers, and the time of the server's clock. */
  record WearersView(
      long now, long forgetAfterMillis, int historyPerWearer, Iterable<WearerView> wearers) {

    static WearersView of(
        Instant now, Duration forgetAfter, int historyPerWearer, List<WearerLabels> wearers) {
      return new WearersView(
          now.toEpochMilli(),
          forgetAfter.toMillis(),
          historyPerWearer,
          () -> wearers.stream().map(WearerView::of).iterator());
    }
  }

  /** Whether labels can be read, and if not, why; the same of episodes. */
  record StatusView(
      long now,
      boolean ready,
      String detail,
      long labels,
      long skipped,
      EpisodesStatusView episodes) {

    static StatusView of(Instant now, SourceState labels, Optional<SourceState> episodes) {
      return new StatusView(
          now.toEpochMilli(),
          labels.ready(),
          labels.detail(),
          labels.records(),
          labels.skipped(),
          episodes.map(EpisodesStatusView::of).orElse(EpisodesStatusView.OFF));
    }
  }

  /** Whether episodes can be read, and if not, why. */
  record EpisodesStatusView(
      boolean enabled, boolean ready, String detail, long records, long skipped) {

    private static final EpisodesStatusView OFF =
        new EpisodesStatusView(
            false, false, "this dashboard reads no episodes (option --episodes-topic)", 0, 0);

    private static EpisodesStatusView of(SourceState state) {
      return new EpisodesStatusView(
          true, state.ready(), state.detail(), state.records(), state.skipped());
    }
  }
}
