// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.dashboard.SetClock;
import io.kinetograph.schemas.LabelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LabelStoreTest {

  private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

  private final SetClock clock = new SetClock(START);
  private final LabelStore store = new LabelStore(3, Duration.ofMinutes(10), clock);

  @Example
  void keepsTheLatestSegmentsOfEachWearerOldestFirst() {
    for (int i = 0; i < 5; i++) {
      assertThat(store.add(label("anna", i, "rowing"))).isTrue();
    }
    store.add(label("ben", 1, "sitting"));

    assertThat(store.wearers()).hasSize(2);
    assertThat(starts("anna")).containsExactly(start(2), start(3), start(4));
    assertThat(known("anna").latest()).isEqualTo(label("anna", 4, "rowing"));
    assertThat(starts("ben")).containsExactly(start(1));
  }

  @Example
  void insertsALateLabelInOrderAndKeepsTheLatest() {
    store.add(label("anna", 0, "rowing"));
    store.add(label("anna", 2, "sitting"));

    assertThat(store.add(label("anna", 1, "jumping"))).isTrue();
    assertThat(starts("anna")).containsExactly(start(0), start(1), start(2));
    assertThat(known("anna").latest().segment().activity()).isEqualTo("sitting");
  }

  @Example
  void ignoresARepeatedLabel() {
    store.add(label("anna", 0, "rowing"));
    List<WearerLabels> before = store.wearers();

    assertThat(store.add(label("anna", 0, "rowing"))).isFalse();
    assertThat(store.wearers()).isEqualTo(before);
  }

  @Example
  void replacesALabelByAnotherOfTheSameSegment() {
    store.add(label("anna", 0, "rowing"));

    assertThat(store.add(label("anna", 0, "jumping"))).isTrue();
    assertThat(known("anna").history()).hasSize(1);
    assertThat(known("anna").latest().segment().activity()).isEqualTo("jumping");
  }

  @Example
  void ignoresALabelOlderThanTheHistory() {
    for (int i = 1; i <= 3; i++) {
      store.add(label("anna", i, "rowing"));
    }

    assertThat(store.add(label("anna", 0, "sitting"))).isFalse();
    assertThat(starts("anna")).containsExactly(start(1), start(2), start(3));
  }

  @Example
  void overlappingLabelsOfFiveMinutesCoverFiveMinutes() {
    LabelStore fiveMinutes = new LabelStore(60, Duration.ofMinutes(10), clock);
    for (int second = 0; second < 300; second++) {
      assertThat(fiveMinutes.add(labelAt(START.plusSeconds(second), "anna", "a" + second)))
          .isTrue();
    }

    List<LabeledSegment> history = fiveMinutes.wearers().get(0).history();
    assertThat(history).hasSize(60);
    assertThat(history).first().extracting(LabeledSegment::activity).isEqualTo("a4");
    assertThat(history).last().extracting(LabeledSegment::activity).isEqualTo("a299");
    // They are read again, for example after a rebalance.
    assertThat(fiveMinutes.add(labelAt(START.plusSeconds(1), "anna", "a1"))).isFalse();
    assertThat(fiveMinutes.wearers().get(0).history()).isEqualTo(history);
  }

  /** Each record comes with names of its own, which would need most of the memory. */
  @Example
  void keepsOneCopyOfEachName() {
    store.add(label("anna", 0, new String("rowing")));
    store.add(label("anna", 1, new String("rowing")));
    store.add(label("ben", 0, new String("rowing")));

    String name = known("anna").history().get(0).activity();
    for (WearerLabels wearer : store.wearers()) {
      Label latest = wearer.latest();
      assertThat(latest.group()).isSameAs(name);
      assertThat(latest.bestActivity()).isSameAs(name);
      assertThat(latest.probabilities().keySet()).first().isSameAs(name);
      assertThat(wearer.history())
          .allSatisfy(segment -> assertThat(segment.activity()).isSameAs(name));
    }
  }

  @Example
  void forgetsOnlySilentWearers() {
    store.add(label("anna", 0, "rowing"));
    clock.set(START.plus(Duration.ofMinutes(6)));
    store.add(label("ben", 0, "rowing"));

    clock.set(START.plus(Duration.ofMinutes(10)));
    assertThat(store.wearers()).hasSize(2);
    clock.set(START.plus(Duration.ofMinutes(10)).plusMillis(1));
    assertThat(store.wearers()).extracting(each -> each.latest().wearer()).containsExactly("ben");
  }

  @Example
  void forgetsByItsOwnClockAndNotTheWearables() {
    store.add(label("anna", -100_000, "rowing"));
    clock.set(START.plus(Duration.ofMinutes(9)));

    assertThat(store.wearers()).hasSize(1);
  }

  @Example
  void forgetsTheLongestSilentWearerAboveTheBound() {
    store.add(label("first", 0, "rowing"));
    store.add(label("second", 0, "rowing"));
    for (int i = 2; i < LabelStore.MAX_WEARERS; i++) {
      store.add(label("w" + i, 0, "rowing"));
    }
    store.add(label("first", 1, "rowing"));
    store.add(label("one more", 0, "rowing"));

    assertThat(store.wearers())
        .hasSize(LabelStore.MAX_WEARERS)
        .extracting(each -> each.latest().wearer())
        .contains("first", "one more")
        .doesNotContain("second");
  }

  @Property(tries = 200)
  void orderAndRepetitionChangeNothing(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 8) Integer> segments,
      @ForAll long seed) {
    List<Label> orderly = new ArrayList<>();
    segments.stream().distinct().sorted().forEach(i -> orderly.add(label("anna", i, "a" + i)));
    List<Label> disorderly = new ArrayList<>();
    segments.forEach(i -> disorderly.add(label("anna", i, "a" + i)));
    Collections.shuffle(disorderly, new Random(seed));
    LabelStore one = new LabelStore(3, Duration.ofMinutes(10), clock);
    LabelStore other = new LabelStore(3, Duration.ofMinutes(10), clock);

    orderly.forEach(one::add);
    disorderly.forEach(other::add);

    assertThat(other.wearers()).isEqualTo(one.wearers());
  }

  @Example
  void rejectsALabelWithAValueOutOfRange() {
    assertThatThrownBy(() -> segment(Float.NaN, 1))
        .hasMessage("confidence is NaN, not from 0 to 1");
    assertThatThrownBy(() -> segment(0.5f, 1.5f)).hasMessage("coverage is 1.5, not from 0 to 1");
    assertThatThrownBy(() -> new LabeledSegment(START, START, "rowing", LabelStatus.KNOWN, 1, 1))
        .hasMessageContaining("is not after its start");
    Instant farAway = Instant.ofEpochMilli(Long.MAX_VALUE);
    assertThatThrownBy(() -> new LabeledSegment(START, farAway, "rowing", LabelStatus.KNOWN, 1, 1))
        .hasMessage("the segment's end +292278994-08-17T07:12:55.807Z is not from year 1 to 9999");
    assertThatThrownBy(() -> label("", 0, "rowing")).hasMessage("the wearer's id is empty");
  }

  private static LabeledSegment segment(float confidence, float coverage) {
    return new LabeledSegment(
        START, START.plusSeconds(5), "rowing", LabelStatus.KNOWN, confidence, coverage);
  }

  private WearerLabels known(String wearer) {
    return store.wearers().stream()
        .filter(each -> each.latest().wearer().equals(wearer))
        .findFirst()
        .orElseThrow();
  }

  private List<Instant> starts(String wearer) {
    return known(wearer).history().stream().map(LabeledSegment::start).toList();
  }

  private static Instant start(int segment) {
    return START.plusSeconds(5L * segment);
  }

  private Label label(String wearer, int segment, String activity) {
    return labelAt(start(segment), wearer, activity);
  }

  private Label labelAt(Instant start, String wearer, String activity) {
    return new Label(
        wearer,
        new LabeledSegment(start, start.plusSeconds(5), activity, LabelStatus.KNOWN, 0.9f, 1f),
        activity,
        activity,
        Map.of(activity, 0.9f, "standing", 0.1f),
        "2026.11.0",
        clock.instant());
  }
}
