// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.dashboard.episode.DayTotals.GroupTotal;
import io.kinetograph.dashboard.episode.WearerEpisodes.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class DayTotalsTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z-]+)` \\| ([0-9.]+) \\| (\\d{5}) \\|");

  @Example
  void addsUpMinutesByGroupAndMetMinutesByActivity() {
    DayTotals day =
        only(
            totals(
                UTC,
                seen("2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z", "walking-parking-lot"),
                seen("2026-11-24T08:30:00Z", "2026-11-24T08:40:00Z", "walking-treadmill-flat"),
                seen("2026-11-24T08:40:00Z", "2026-11-24T08:42:30Z", "rowing")));

    assertThat(day.groups().keySet()).containsExactly("rowing", "walking");
    assertThat(group(day, "walking").time()).isEqualTo(Duration.ofMinutes(40));
    assertThat(group(day, "walking").metMinutes()).isCloseTo(30 * 3.5 + 10 * 3.0, within(1e-9));
    assertThat(day.metMinutes()).isCloseTo(135 + 2.5 * 4.8, within(1e-9));
    assertThat(day.withoutMet()).isEmpty();
    assertThat(day.complete()).isTrue();
  }

  @Example
  void splitsAnEpisodeAtTheMidnightOfTheZone() {
    Seen seen = seen("2026-11-24T22:30:00Z", "2026-11-25T01:00:00Z", "sitting");

    assertThat(minutes(totals(UTC, seen)))
        .isEqualTo(Map.of(LocalDate.of(2026, 11, 24), 90.0, LocalDate.of(2026, 11, 25), 60.0));
    assertThat(minutes(totals(BERLIN, seen)))
        .isEqualTo(Map.of(LocalDate.of(2026, 11, 24), 30.0, LocalDate.of(2026, 11, 25), 120.0));
  }

  @Example
  void dayOnWhichTheClocksChangeHas23Or25Hours() {
    Seen autumn = seen("2026-10-24T20:00:00Z", "2026-10-26T00:00:00Z", "lying-on-back");
    Seen spring = seen("2026-03-28T20:00:00Z", "2026-03-30T00:00:00Z", "lying-on-back");

    assertThat(minutes(totals(BERLIN, autumn)).get(LocalDate.of(2026, 10, 25))).isEqualTo(25 * 60);
    assertThat(minutes(totals(BERLIN, spring)).get(LocalDate.of(2026, 3, 29))).isEqualTo(23 * 60);
  }

  /** In Cairo, the clocks go from midnight to one o'clock. */
  @Example
  void dayMayBeginAtOneOClock() {
    ZoneId cairo = ZoneId.of("Africa/Cairo");
    Seen seen = seen("2026-04-23T21:00:00Z", "2026-04-23T23:00:00Z", "sitting");

    assertThat(minutes(totals(cairo, seen)))
        .isEqualTo(Map.of(LocalDate.of(2026, 4, 23), 60.0, LocalDate.of(2026, 4, 24), 60.0));
  }

  @Example
  void openEpisodeCountsUntilItsLastSeenSegment() {
    Seen open =
        new Seen(
            episode("2026-11-24T08:00:00Z", null, "rowing"), Instant.parse("2026-11-24T08:12:00Z"));

    assertThat(group(only(totals(UTC, open)), "rowing").time()).isEqualTo(Duration.ofMinutes(12));
  }

  @Example
  void unknownAndNotWornCountNoMetMinutes() {
    DayTotals day =
        only(
            totals(
                UTC,
                seen("2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z", "unknown"),
                seen("2026-11-24T08:30:00Z", "2026-11-24T09:30:00Z", "not-worn")));

    assertThat(group(day, "unknown").time()).isEqualTo(Duration.ofMinutes(30));
    assertThat(group(day, "unknown").metMinutes()).isNull();
    assertThat(group(day, "not-worn").metMinutes()).isNull();
    assertThat(day.metMinutes()).isZero();
    assertThat(day.withoutMet()).isEmpty();
  }

  @Example
  void activityOfAnotherModelIsNamedAndNotCountedAsZero() {
    DayTotals day =
        only(
            totals(
                UTC,
                seen("2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z", "juggling"),
                seen("2026-11-24T08:30:00Z", "2026-11-24T08:40:00Z", "rowing")));

    assertThat(day.withoutMet()).isEqualTo(Map.of("juggling", Duration.ofMinutes(30)));
    assertThat(group(day, "juggling").metMinutes()).isNull();
    assertThat(day.metMinutes()).isCloseTo(48, within(1e-9));
  }

  @Example
  void dayBeforeTheOldestReadRecordIsNotComplete() {
    Seen seen = seen("2026-11-23T23:00:00Z", "2026-11-25T01:00:00Z", "sitting");
    List<DayTotals> days =
        DayTotals.of(
            new WearerEpisodes("anna", Instant.parse("2026-11-23T23:59:00Z"), List.of(seen)), UTC);

    assertThat(days).extracting(DayTotals::complete).containsExactly(false, true, true);
  }

  @Example
  void ofAnEpisodeOfManyYearsOnlyTheLastDaysCount() {
    assertThat(totals(UTC, seen("1970-01-01T00:00:00Z", "2026-11-24T08:00:00Z", "sitting")))
        .hasSize(3)
        .first()
        .matches(day -> !day.complete());
  }

  /** What is between the episodes counts for nothing, and no part of an episode is lost. */
  @Property(tries = 300)
  void minutesOfAllDaysAreTheTimeCovered(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 7_200_000) Integer> gaps,
      @ForAll @Size(min = 30, max = 30) List<@IntRange(min = 1, max = 5_000_000) Integer> lengths,
      @ForAll @IntRange(max = 366) int dayOfYear,
      @ForAll @IntRange(max = 4) int zone) {
    List<Seen> episodes = new ArrayList<>();
    Instant time = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(dayOfYear));
    Duration covered = Duration.ZERO;
    for (int i = 0; i < gaps.size(); i++) {
      Instant start = time.plusMillis(gaps.get(i));
      time = start.plusMillis(lengths.get(i));
      if (time.isAfter(episodes.isEmpty() ? time : first(episodes).plus(EpisodeStore.KEEP))) {
        break;
      }
      covered = covered.plusMillis(lengths.get(i));
      episodes.add(new Seen(episode(start.toString(), time.toString(), "a" + i % 3), time));
    }
    ZoneId id =
        List.of(UTC, BERLIN, ZoneId.of("Africa/Cairo"), ZoneId.of("+05:45"), ZoneId.of("-12"))
            .get(zone);

    List<DayTotals> days = DayTotals.of(new WearerEpisodes("anna", Instant.MIN, episodes), id);

    assertThat(days.stream().map(DayTotals::time).reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(covered);
    for (DayTotals day : days) {
      Instant begin = day.day().atStartOfDay(id).toInstant();
      Instant end = day.day().plusDays(1).atStartOfDay(id).toInstant();
      assertThat(day.time()).isPositive().isLessThanOrEqualTo(Duration.between(begin, end));
    }
  }

  @Example
  void documentHasTheSameFigures() throws Exception {
    Map<String, MetValues.MetValue> documented = new HashMap<>();
    ROW.matcher(Files.readString(Path.of("../docs/activities.md")))
        .results()
        .forEach(
            row ->
                documented.put(
                    row.group(1),
                    new MetValues.MetValue(row.group(3), Double.parseDouble(row.group(2)))));

    assertThat(documented).hasSize(19).isEqualTo(MetValues.all());
  }

  private static Instant first(List<Seen> episodes) {
    return episodes.get(0).episode().start();
  }

  private static List<DayTotals> totals(ZoneId zone, Seen... episodes) {
    return DayTotals.of(new WearerEpisodes("anna", Instant.MIN, List.of(episodes)), zone);
  }

  private static DayTotals only(List<DayTotals> days) {
    assertThat(days).hasSize(1);
    return days.get(0);
  }

  private static GroupTotal group(DayTotals day, String name) {
    return Objects.requireNonNull(day.groups().get(name));
  }

  private static Map<LocalDate, Double> minutes(List<DayTotals> days) {
    Map<LocalDate, Double> minutes = new HashMap<>();
    days.forEach(day -> minutes.put(day.day(), DayTotals.minutes(day.time())));
    return minutes;
  }

  private static Seen seen(String start, String end, String activity) {
    return new Seen(episode(start, end, activity), Instant.parse(end));
  }

  private static Episode episode(String start, @Nullable String end, String activity) {
    return new Episode(
        "anna",
        activity,
        activity.equals("not-worn") ? activity : activity.replaceAll("-.*", ""),
        Instant.parse(start),
        end == null ? null : Instant.parse(end),
        0.9f,
        12,
        "2026.11.2");
  }
}
