// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import io.kinetograph.dashboard.episode.WearerEpisodes.Seen;
import io.kinetograph.schemas.LabelStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one wearer did on one day of a time zone. An episode that crosses midnight counts on both
 * days, each with its part. An episode that is still open counts until its last seen segment.
 *
 * @param day the day
 * @param complete whether all episodes of the day, so far, were read and kept
 * @param groups the time of each coarse group, in the order of their names
 * @param withoutMet the time of known activities that the compendium's table does not have, which
 *     is missing in the MET-minutes
 */
public record DayTotals(
    LocalDate day,
    boolean complete,
    SortedMap<String, GroupTotal> groups,
    SortedMap<String, Duration> withoutMet) {

  /**
   * The time of one group.
   *
   * @param time how long
   * @param metMinutes minutes times MET, of the activities that have a figure; null if none has,
   *     and always for unknown and not worn
   */
  public record GroupTotal(Duration time, @Nullable Double metMinutes) {

    private static final GroupTotal NONE = new GroupTotal(Duration.ZERO, null);

    private GroupTotal plus(Duration more, @Nullable Double met) {
      Double sum = metMinutes;
      if (met != null) {
        sum = (sum == null ? 0 : sum) + met * minutes(more);
      }
      return new GroupTotal(time.plus(more), sum);
    }
  }

  /** Adds up the MET-minutes of all groups. */
  public double metMinutes() {
    double sum = 0;
    for (GroupTotal group : groups.values()) {
      Double metMinutes = group.metMinutes();
      sum += metMinutes == null ? 0 : metMinutes;
    }
    return sum;
  }

  /** Adds up the time of all groups. */
  public Duration time() {
    return groups.values().stream().map(GroupTotal::time).reduce(Duration.ZERO, Duration::plus);
  }

  /** Minutes with their fraction. */
  public static double minutes(Duration time) {
    return time.toMillis() / 60_000.0;
  }

  /** Each day on which one of the wearer's episodes lies, oldest first. */
  public static List<DayTotals> of(WearerEpisodes wearer, ZoneId zone) {
    List<Seen> episodes = wearer.episodes();
    if (episodes.isEmpty()) {
      return List.of();
    }
    // Of a very long episode only the last days, as of all others.
    Instant oldest = episodes.get(episodes.size() - 1).until().minus(EpisodeStore.KEEP);
    SortedMap<LocalDate, DayTotals> days = new TreeMap<>();
    for (Seen seen : episodes) {
      Instant from = later(seen.episode().start(), oldest);
      while (from.isBefore(seen.until())) {
        LocalDate day = LocalDate.ofInstant(from, zone);
        Instant nextDay = day.plusDays(1).atStartOfDay(zone).toInstant();
        Instant to = nextDay.isBefore(seen.until()) ? nextDay : seen.until();
        days.computeIfAbsent(day, d -> empty(d, zone, later(wearer.completeSince(), oldest)))
            .add(seen.episode(), Duration.between(from, to));
        from = to;
      }
    }
    return new ArrayList<>(days.values());
  }

  private static DayTotals empty(LocalDate day, ZoneId zone, Instant completeSince) {
    boolean complete = !day.atStartOfDay(zone).toInstant().isBefore(completeSince);
    return new DayTotals(day, complete, new TreeMap<>(), new TreeMap<>());
  }

  private void add(Episode episode, Duration time) {
    Double met =
        episode.status() == LabelStatus.KNOWN
            ? MetValues.of(episode.activity()).map(MetValues.MetValue::met).orElse(null)
            : null;
    groups.put(
        episode.group(), groups.getOrDefault(episode.group(), GroupTotal.NONE).plus(time, met));
    if (met == null && episode.status() == LabelStatus.KNOWN) {
      withoutMet.merge(episode.activity(), time, Duration::plus);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
