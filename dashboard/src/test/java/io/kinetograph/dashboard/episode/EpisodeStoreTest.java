// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.dashboard.SetClock;
import io.kinetograph.dashboard.episode.WearerEpisodes.Seen;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class EpisodeStoreTest {

  private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

  private final SetClock clock = new SetClock(START.plus(Duration.ofHours(3)));
  private final EpisodeStore store = new EpisodeStore(clock);

  @Example
  void revisionChangesTheActivityAndTheEndIsFinal() {
    assertThat(store.add(episode(0, null, "walking-treadmill-flat", 4))).isPresent();
    assertThat(store.add(episode(0, null, "walking-parking-lot", 30))).isPresent();
    assertThat(seen(0).episode().activity()).isEqualTo("walking-parking-lot");

    assertThat(store.add(episode(0, 10, "walking-parking-lot", 120))).isPresent();
    assertThat(seen(0).until()).isEqualTo(at(10));
    assertThat(store.wearer("anna").orElseThrow().episodes()).hasSize(1);
  }

  /** After an error of the broker, the source reads all records again. */
  @Example
  void recordsThatAreReadAgainChangeNothing() {
    List<Episode> records =
        List.of(
            episode(0, null, "rowing", 4),
            episode(0, null, "jumping", 9),
            episode(0, 5, "jumping", 60),
            episode(5, null, "sitting", 4));
    records.forEach(store::add);
    List<WearerEpisodes> before = store.wearers();

    for (Episode record : records) {
      assertThat(store.add(record)).isEmpty();
    }
    assertThat(store.wearers()).isEqualTo(before);
  }

  @Example
  void episodesAreInTheOrderOfTheirStarts() {
    store.add(episode(10, 20, "rowing", 120));
    store.add(episode(0, 10, "sitting", 120));

    assertThat(store.wearer("anna").orElseThrow().episodes())
        .extracting(each -> each.episode().activity())
        .containsExactly("sitting", "rowing");
  }

  @Example
  void openEpisodeLastsUntilTheLastLabelThatWasSeen() {
    store.see("anna", at(0).plusSeconds(10), at(0).plusSeconds(15), "rowing");
    store.add(episode(0, null, "rowing", 4));
    assertThat(seen(0).until()).isEqualTo(at(0).plusSeconds(15));

    store.see("anna", at(2), at(2).plusSeconds(5), "rowing");
    store.see("anna", at(1), at(1).plusSeconds(5), "rowing");
    assertThat(seen(0).until()).isEqualTo(at(2).plusSeconds(5));
    store.add(episode(0, null, "jumping", 9));
    assertThat(seen(0).until()).isEqualTo(at(2).plusSeconds(5));

    // The last labels were decided for what came after it.
    store.add(episode(0, 2, "jumping", 24));
    assertThat(seen(0).until()).isEqualTo(at(2));
  }

  @Example
  void labelsFromBeforeAnEpisodeDoNotCount() {
    store.see("anna", at(-1), at(-1).plusSeconds(5), "rowing");
    store.add(episode(0, null, "rowing", 1));

    assertThat(seen(0).until()).isEqualTo(at(0).plusSeconds(5));
  }

  /** The app lost its state, and nobody said that the first one was over. */
  @Example
  void episodeThatWasNeverExitedLastsAtMostUntilTheNext() {
    store.add(episode(0, null, "rowing", 4));
    store.see("anna", at(8), at(8).plusSeconds(5), "sitting");
    store.add(episode(5, null, "sitting", 4));

    assertThat(seen(0).until()).isEqualTo(at(5));
    assertThat(seen(5).until()).isEqualTo(at(8).plusSeconds(5));
  }

  /** The app was reset at night, and started with another application id. */
  @Example
  void labelsAfterALongGapDoNotExtendAnAbandonedEpisode() {
    int morning = 12 * 60;
    store.add(episode(0, null, "sitting", 4));
    label(0, 30, "sitting");
    label(morning, morning + 1, "sitting");
    assertThat(seen(0).until()).isEqualTo(at(30));

    store.add(episode(morning, null, "sitting", 4));
    assertThat(seen(0).until()).isEqualTo(at(30));
    assertThat(seen(morning).until()).isEqualTo(at(morning + 1));
    label(morning + 1, morning + 2, "sitting");
    label(morning + 20, morning + 21, "sitting");
    assertThat(seen(0).until()).isEqualTo(at(30));
    assertThat(seen(morning).until()).isEqualTo(at(morning + 2));
  }

  @Example
  void labelsAfterAShortGapExtendAnEpisode() {
    store.add(episode(0, null, "sitting", 4));
    label(0, 5, "sitting");
    label(6, 7, "sitting");

    assertThat(seen(0).until()).isEqualTo(at(7));
  }

  @Example
  void episodeEndsAtTheLastLabelOfItsGroupIfEpisodesWereSwitchedOff() {
    store.add(episode(0, null, "walking-parking-lot", 4));
    label(0, 3, "walking");
    // Single wrong labels and short changes are no reason.
    label(3, 7, "sitting");
    label(7, 8, "walking");
    label(8, 12, "sitting");
    assertThat(seen(0).until()).isEqualTo(at(12));

    label(12, 14, "standing");
    assertThat(seen(0).until()).isEqualTo(at(8));
    label(14, 20, "walking");
    assertThat(seen(0).until()).isEqualTo(at(8));

    // Another record of it: episodes are written after all.
    store.add(episode(0, null, "walking-treadmill-flat", 240));
    assertThat(seen(0).until()).isEqualTo(at(20));
  }

  /** The dashboard started after episodes were switched off, and read the labels first. */
  @Example
  void labelsOfOtherGroupsDoNotBringBackAnOldEpisode() {
    int later = 30 * 60;
    label(later, later + 8, "sitting");
    store.add(episode(0, null, "rowing", 4));
    label(later + 8, later + 15, "sitting");

    assertThat(seen(0).until()).isEqualTo(at(0).plusSeconds(5));
  }

  @Example
  void labelsWithoutAGroupExtendAnEpisode() {
    store.add(episode(0, null, "rowing", 4));
    label(0, 20, "");

    assertThat(seen(0).until()).isEqualTo(at(20));
  }

  private void label(int fromMinute, int toMinute, String group) {
    for (Instant start = at(fromMinute); start.isBefore(at(toMinute)); ) {
      Instant end = start.plusSeconds(5);
      store.see("anna", start, end, group);
      start = end;
    }
  }

  @Example
  void unknownWearerHasNoEpisodes() {
    store.see("ben", at(0), at(1), "rowing");

    assertThat(store.wearer("ben")).isEmpty();
    assertThat(store.wearer("cora")).isEmpty();
    assertThat(store.wearers()).isEmpty();
  }

  @Example
  void keepsTwoDaysBeforeTheWearersLatestEpisodeAndSaysSinceWhen() {
    int days = 60 * 24;
    store.add(episode(-3 * days, -3 * days + 10, "rowing", 120));
    store.add(episode(-2 * days, -2 * days + 10, "rowing", 120));
    store.add(episode(0, 10, "rowing", 120));

    WearerEpisodes anna = store.wearer("anna").orElseThrow();
    assertThat(anna.episodes()).hasSize(2);
    assertThat(anna.completeSince()).isEqualTo(clock.instant().minus(EpisodeStore.KEEP));
    assertThat(anna.latest(Duration.ofHours(1)).episodes()).hasSize(1);
  }

  @Example
  void numberOfEpisodesOfOneWearerIsBounded() {
    for (int i = 0; i < EpisodeStore.MAX_EPISODES_PER_WEARER + 10; i++) {
      store.add(episode(i, i + 1, "rowing", 12));
    }

    WearerEpisodes anna = store.wearer("anna").orElseThrow();
    assertThat(anna.episodes()).hasSize(EpisodeStore.MAX_EPISODES_PER_WEARER);
    assertThat(anna.completeSince()).isEqualTo(at(10));
  }

  @Example
  void numberOfAllEpisodesAndWearersIsBounded() {
    int each = 40;
    for (int wearer = 0; wearer < EpisodeStore.MAX_WEARERS + 5; wearer++) {
      for (int i = 0; i < each; i++) {
        store.add(new Episode("w" + wearer, "rowing", "rowing", at(i), at(i + 1), 1, 12, "m"));
      }
    }
    clock.pass(Duration.ofMinutes(1));
    store.add(episode(0, 1, "rowing", 12));

    List<WearerEpisodes> all = store.wearers();
    assertThat(all).hasSize(EpisodeStore.MAX_WEARERS);
    assertThat(all.stream().mapToInt(wearer -> wearer.episodes().size()).sum())
        .isLessThanOrEqualTo(EpisodeStore.MAX_EPISODES);
    assertThat(store.wearer("w0")).isEmpty();
  }

  /** Its first hours were dropped with the wearer. */
  @Example
  void dayOfAWearerWhoWasForgottenAndReturnsIsNotComplete() {
    Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
    store.add(new Episode("early", "rowing", "rowing", midnight, at(-600), 1, 12, "m"));
    for (int wearer = 0; wearer < EpisodeStore.MAX_WEARERS; wearer++) {
      store.add(new Episode("w" + wearer, "rowing", "rowing", at(0), at(1), 1, 12, "m"));
    }
    assertThat(store.wearer("early")).isEmpty();
    assertThat(DayTotals.of(store.wearer("w9").orElseThrow(), ZoneOffset.UTC))
        .singleElement()
        .satisfies(day -> assertThat(day.complete()).isTrue());

    store.add(new Episode("early", "rowing", "rowing", at(2), at(3), 1, 12, "m"));
    WearerEpisodes returned = store.wearer("early").orElseThrow();
    // Of the wearer who was forgotten last: who was forgotten when is not kept.
    assertThat(returned.completeSince()).isEqualTo(at(1));
    assertThat(DayTotals.of(returned, ZoneOffset.UTC))
        .singleElement()
        .satisfies(day -> assertThat(day.complete()).isFalse());
  }

  @Example
  void wrongClockOfAForgottenWearerDoesNotMakeOthersIncompleteForever() {
    Instant later = START.plus(Duration.ofDays(1_000));
    store.add(new Episode("ahead", "rowing", "rowing", later, later.plusSeconds(5), 1, 1, "m"));
    for (int wearer = 0; wearer <= EpisodeStore.MAX_WEARERS; wearer++) {
      store.add(new Episode("w" + wearer, "rowing", "rowing", at(0), at(1), 1, 12, "m"));
    }

    store.add(episode(2, 3, "rowing", 12));
    assertThat(store.wearer("anna").orElseThrow().completeSince()).isEqualTo(clock.instant());
  }

  @Example
  void forgetsWearersWhoAreSilentForTwoDays() {
    store.add(episode(0, 1, "rowing", 12));
    clock.pass(EpisodeStore.KEEP);
    store.see("ben", at(0), at(1), "rowing");
    assertThat(store.wearer("anna")).isPresent();

    clock.pass(Duration.ofMinutes(1));
    store.see("ben", at(0), at(1), "rowing");
    assertThat(store.wearer("anna")).isEmpty();
  }

  @Property(tries = 200)
  void episodesNeverOverlap(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 500) Integer> times) {
    for (int i = 0; i + 1 < times.size(); i += 2) {
      int length = times.get(i + 1);
      store.add(episode(times.get(i), length == 0 ? null : times.get(i) + length, "a", i + 1));
    }
    Instant before = Instant.MIN;
    for (Seen seen : store.wearer("anna").map(WearerEpisodes::episodes).orElse(List.of())) {
      assertThat(seen.episode().start()).isAfterOrEqualTo(before);
      assertThat(seen.until()).isAfter(seen.episode().start());
      before = seen.until();
    }
  }

  @Example
  void rejectsRecordsWithInvalidValues() {
    List<String> reasons = new ArrayList<>();
    for (ActivityEpisode.Builder each :
        List.of(
            record().setWearer(""),
            record().setEnd(START),
            record().setStart(Instant.ofEpochMilli(Long.MAX_VALUE)),
            record().setStart(Instant.parse("0000-12-31T23:59:59.999Z")),
            record().setEnd(Instant.parse("+10000-01-01T00:00:00Z")),
            record().setEvent(EpisodeEventType.EXITED),
            record().setConfidence(Float.NaN),
            record().setSegments(0))) {
      assertThatThrownBy(() -> Episode.of(each.build(), START))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> reasons.add(e.getMessage()));
    }
    assertThat(reasons)
        .containsExactly(
            "the wearer's id is empty",
            "the episode's end %1$s is not after its start %1$s".formatted(START),
            "the episode's start +292278994-08-17T07:12:55.807Z is not from year 1 to 9999",
            "the episode's start 0000-12-31T23:59:59.999Z is not from year 1 to 9999",
            "the episode's end +10000-01-01T00:00:00Z is not from year 1 to 9999",
            "an episode that was exited has no end",
            "confidence is NaN, not from 0 to 1",
            "segments is 0, not at least 1");
  }

  private static ActivityEpisode.Builder record() {
    return ActivityEpisode.newBuilder()
        .setEpisode("anna@1")
        .setWearer("anna")
        .setActivity("rowing")
        .setGroup("rowing")
        .setStart(START)
        .setEvent(EpisodeEventType.ENTERED)
        .setConfidence(0.9f)
        .setSegments(4)
        .setModel("tiny-1");
  }

  private Seen seen(int minute) {
    return store.wearer("anna").orElseThrow().episodes().stream()
        .filter(each -> each.episode().start().equals(at(minute)))
        .findFirst()
        .orElseThrow();
  }

  private static Episode episode(
      int startMinute, @Nullable Integer endMinute, String activity, int segments) {
    return new Episode(
        "anna",
        activity,
        activity.replaceAll("-.*", ""),
        at(startMinute),
        endMinute == null ? null : at(endMinute),
        0.9f,
        segments,
        "2026.11.2");
  }

  private static Instant at(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }
}
