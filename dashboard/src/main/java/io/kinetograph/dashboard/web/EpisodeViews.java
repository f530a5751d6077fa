// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.web;

import io.kinetograph.dashboard.episode.DayTotals;
import io.kinetograph.dashboard.episode.DayTotals.GroupTotal;
import io.kinetograph.dashboard.episode.Episode;
import io.kinetograph.dashboard.episode.MetValues;
import io.kinetograph.dashboard.episode.WearerEpisodes;
import io.kinetograph.dashboard.episode.WearerEpisodes.Seen;
import io.kinetograph.schemas.LabelStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON about episodes. Times are milliseconds since the Unix epoch. The views of wearers are
 * made while they are written: all of them at once would need as much memory as the episodes.
 */
final class EpisodeViews {

  private EpisodeViews() {}

  /** One episode; without an end while it continues. */
  record EpisodeView(
      String id,
      String activity,
      String group,
      LabelStatus status,
      long start,
      @Nullable Long end,
      long until,
      float confidence,
      int segments,
      String model) {

    static EpisodeView of(Seen seen) {
      Episode episode = seen.episode();
      Instant end = episode.end();
      return new EpisodeView(
          episode.id(),
          episode.activity(),
          episode.group(),
          episode.status(),
          episode.start().toEpochMilli(),
          end == null ? null : end.toEpochMilli(),
          seen.until().toEpochMilli(),
          episode.confidence(),
          episode.segments(),
          episode.model());
    }
  }

  /** What is new about an episode. */
  record EpisodeEventView(String wearer, EpisodeView episode) {

    static EpisodeEventView of(Seen seen) {
      return new EpisodeEventView(seen.episode().wearer(), EpisodeView.of(seen));
    }
  }

  /** The episodes of one wearer, oldest first. */
  record WearerEpisodesView(String wearer, long completeSince, List<EpisodeView> episodes) {

    static WearerEpisodesView of(WearerEpisodes known) {
      return new WearerEpisodesView(
          known.wearer(),
          known.completeSince().toEpochMilli(),
          known.episodes().stream().map(EpisodeView::of).toList());
    }
  }

  /** The episodes of all wearers. */
  record EpisodesView(long now, Iterable<WearerEpisodesView> wearers) {

    static EpisodesView of(Instant now, List<WearerEpisodes> wearers) {
      return new EpisodesView(
          now.toEpochMilli(), () -> wearers.stream().map(WearerEpisodesView::of).iterator());
    }
  }

  /** The time of a group; without MET-minutes if none of its activities has a figure. */
  record GroupView(String group, double minutes, @Nullable Double metMinutes) {

    static GroupView of(String group, GroupTotal total) {
      Double metMinutes = total.metMinutes();
      return new GroupView(
          group, minutesOf(total.time()), metMinutes == null ? null : rounded(metMinutes));
    }
  }

  /** The time of an activity. */
  record ActivityView(String activity, double minutes) {}

  /** The totals of a day. */
  record DayView(
      String day,
      boolean complete,
      double minutes,
      double metMinutes,
      List<GroupView> groups,
      List<ActivityView> withoutMet) {

    static DayView of(DayTotals totals, boolean allRead) {
      return new DayView(
          totals.day().toString(),
          totals.complete() && allRead,
          minutesOf(totals.time()),
          rounded(totals.metMinutes()),
          totals.groups().entrySet().stream()
              .map(entry -> GroupView.of(entry.getKey(), entry.getValue()))
              .toList(),
          totals.withoutMet().entrySet().stream()
              .map(entry -> new ActivityView(entry.getKey(), minutesOf(entry.getValue())))
              .toList());
    }
  }

  /** The totals of a wearer, the oldest day first. */
  record WearerTotalsView(String wearer, List<DayView> days) {}

  /** The totals of all wearers. */
  record TotalsView(long now, String zone, String metSource, Iterable<WearerTotalsView> wearers) {

    /**
     * Adds up the totals.
     *
     * @param allRead whether the topic was read to its end; no day is complete without
     */
    static TotalsView of(Instant now, ZoneId zone, List<WearerEpisodes> wearers, boolean allRead) {
      return new TotalsView(
          now.toEpochMilli(),
          zone.getId(),
          MetValues.SOURCE,
          () ->
              wearers.stream()
                  .map(
                      wearer ->
                          new WearerTotalsView(
                              wearer.wearer(),
                              DayTotals.of(wearer, zone).stream()
                                  .map(day -> DayView.of(day, allRead))
                                  .toList()))
                  .iterator());
    }
  }

  private static double minutesOf(Duration time) {
    return rounded(DayTotals.minutes(time));
  }

  private static double rounded(double minutes) {
    return Math.round(minutes * 100) / 100.0;
  }
}
