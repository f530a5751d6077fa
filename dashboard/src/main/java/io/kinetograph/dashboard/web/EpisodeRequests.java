// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.kinetograph.dashboard.episode.EpisodeStore;
import io.kinetograph.dashboard.episode.WearerEpisodes;
import io.kinetograph.dashboard.topic.SourceState;
import io.kinetograph.dashboard.web.EpisodeViews.EpisodesView;
import io.kinetograph.dashboard.web.EpisodeViews.TotalsView;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers {@code /api/episodes} and {@code /api/totals}. Parameters: {@code wearer} (all by
 * default), {@code hours} before the wearer's latest time, {@code zone} (UTC by default) whose days
 * the totals have. A wrong one gets the status 400 and a sentence, an unknown wearer 404.
 */
final class EpisodeRequests {

  private static final long MAX_HOURS = EpisodeStore.KEEP.toHours();

  private final EpisodeStore store;
  private final Supplier<Optional<SourceState>> source;
  private final Clock clock;

  EpisodeRequests(EpisodeStore store, Supplier<Optional<SourceState>> source, Clock clock) {
    this.store = store;
    this.source = source;
    this.clock = clock;
  }

  void list(Context context) {
    Optional<Long> hours = hours(context);
    if (hours.isEmpty()) {
      reject(context, HttpStatus.BAD_REQUEST, "hours is not a number from 1 to " + MAX_HOURS);
      return;
    }
    Duration span = Duration.ofHours(hours.get());
    Optional<List<WearerEpisodes>> wearers = wearers(context);
    if (wearers.isPresent()) {
      // As one text, the episodes of all wearers would fill the memory.
      context.jsonStream(
          EpisodesView.of(
              clock.instant(), wearers.get().stream().map(each -> each.latest(span)).toList()));
    }
  }

  void totals(Context context) {
    String zone = context.queryParam("zone");
    ZoneId id;
    try {
      id = ZoneId.of(zone == null ? "UTC" : zone);
    } catch (DateTimeException e) {
      reject(
          context,
          HttpStatus.BAD_REQUEST,
          "zone is '%s', not a time zone such as Europe/Berlin, UTC or +02:00".formatted(zone));
      return;
    }
    Optional<List<WearerEpisodes>> wearers = wearers(context);
    if (wearers.isPresent()) {
      boolean allRead = source.get().map(SourceState::caughtUp).orElse(false);
      context.jsonStream(TotalsView.of(clock.instant(), id, wearers.get(), allRead));
    }
  }

  private static Optional<Long> hours(Context context) {
    String given = context.queryParam("hours");
    if (given == null) {
      return Optional.of(MAX_HOURS);
    }
    try {
      long hours = Long.parseLong(given);
      return hours >= 1 && hours <= MAX_HOURS ? Optional.of(hours) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The wearers that are asked for; empty if the request was rejected. */
  private Optional<List<WearerEpisodes>> wearers(Context context) {
    String wanted = context.queryParam("wearer");
    if (wanted == null) {
      return Optional.of(store.wearers());
    }
    Optional<WearerEpisodes> wearer = store.wearer(wanted);
    if (wearer.isEmpty()) {
      reject(context, HttpStatus.NOT_FOUND, "no episodes of wearer '%s'".formatted(wanted));
    }
    return wearer.map(List::of);
  }

  private static void reject(Context context, HttpStatus status, String sentence) {
    context.status(status).contentType("text/plain;charset=utf-8").result(sentence + "\n");
  }
}
