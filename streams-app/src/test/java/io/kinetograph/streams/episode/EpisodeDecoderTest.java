// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import static io.kinetograph.streams.episode.EpisodeEvent.Kind.ENTERED;
import static io.kinetograph.streams.episode.EpisodeEvent.Kind.EXITED;
import static io.kinetograph.streams.episode.EpisodeEvent.Kind.REVISED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;

class EpisodeDecoderTest {

  private static final ActivityStates STATES =
      new ActivityStates(
          List.of("sitting", "walking-slowly", "walking-fast", "running"),
          List.of("sitting", "walking", "walking", "running"));
  private static final int SITTING = 0;
  private static final int SLOWLY = 1;
  private static final int FAST = 2;
  private static final int RUNNING = 3;
  private static final long SEGMENT = 5_000;
  private static final long MAX_GAP = 60_000;
  private static final Transitions TRANSITIONS =
      new Transitions(STATES, Map.of("sitting", Duration.ofMinutes(10)), Duration.ofMinutes(2));

  private final List<EpisodeEvent> events = new ArrayList<>();
  private WearerHistory history = new WearerHistory();

  @BeforeTry
  void startAnew() {
    events.clear();
    history = new WearerHistory();
  }

  @Test
  void findsWhenAnActivityBeganAndEnded() {
    label(3, SITTING, SITTING, SITTING, SITTING, SLOWLY, SLOWLY, SLOWLY, SLOWLY, SLOWLY);
    decoder(3).end(history, events::add);

    assertThat(events)
        .extracting(EpisodeEvent::kind)
        .containsExactly(ENTERED, EXITED, ENTERED, EXITED);
    assertThat(events.get(1))
        .returns("sitting", EpisodeEvent::group)
        .returns(0L, EpisodeEvent::startMillis)
        .returns(4 * SEGMENT, EpisodeEvent::endMillis)
        .returns(4, EpisodeEvent::segments);
    assertThat(events.get(3))
        .returns("walking", EpisodeEvent::group)
        .returns("walking-slowly", EpisodeEvent::activity)
        .returns(4 * SEGMENT, EpisodeEvent::startMillis)
        .returns(9 * SEGMENT, EpisodeEvent::endMillis);
  }

  @Test
  void oneUncertainLabelIsNoEpisode() {
    WearerHistory one = history;
    for (int i = 0; i < 20; i++) {
      double[] probabilities = probabilities(i == 10 ? FAST : SITTING, i == 10 ? 0.6 : 0.9);
      decoder(3).add(one, segment(i, probabilities), events::add);
    }

    assertThat(events).hasSize(1);
    assertThat(events.get(0).group()).isEqualTo("sitting");
  }

  @Test
  void activitiesOfAGroupAreOneEpisodeThatIsRevised() {
    label(1, SLOWLY, SLOWLY, FAST, FAST, FAST, FAST, FAST);

    assertThat(events).extracting(EpisodeEvent::kind).containsExactly(ENTERED, REVISED);
    assertThat(events.get(1))
        .returns("walking-fast", EpisodeEvent::activity)
        .returns(0L, EpisodeEvent::startMillis);
  }

  @Test
  void aGapEndsAnEpisode() {
    label(2, RUNNING, RUNNING, RUNNING);
    decoder(2).add(history, segment(20, probabilities(RUNNING, 0.95)), events::add);

    assertThat(events).extracting(EpisodeEvent::kind).containsExactly(ENTERED, EXITED);
    assertThat(events.get(1)).returns(3 * SEGMENT, EpisodeEvent::endMillis);
  }

  @Test
  void aShorterLagDecidesAtOnceWhatHasWaitedForALongerOne() {
    label(10, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING);
    assertThat(events).isEmpty();

    decoder(1).add(history, segment(5, probabilities(RUNNING, 0.9)), events::add);

    assertThat(history.pending()).hasSize(1);
    assertThat(events).extracting(EpisodeEvent::kind).containsExactly(ENTERED);
  }

  @Test
  void segmentsThatOverlapShareTheirTimeInTheMiddle() {
    for (int second = 0; second < 40; second++) {
      int state = second < 20 ? SITTING : RUNNING;
      overlapping(second, state);
    }

    assertThat(events).extracting(EpisodeEvent::kind).containsExactly(ENTERED, EXITED, ENTERED);
    // The last segment of the first one is from 19 s to 24 s, the first of the second from 20 s.
    assertThat(events.get(1).endMillis()).isEqualTo(22_000);
    assertThat(events.get(2).startMillis()).isEqualTo(22_000);
  }

  /** Five labels in five seconds say no more than one. */
  @Test
  void segmentsThatOverlapCountOnce() {
    for (int second = 0; second < 60; second++) {
      boolean isOdd = second >= 30 && second < 32;
      overlapping(second, isOdd ? RUNNING : SITTING);
    }

    assertThat(events).extracting(EpisodeEvent::kind).containsExactly(ENTERED);
  }

  private void overlapping(int second, int state) {
    ObservedSegment segment =
        ObservedSegment.of(second * 1_000L, second * 1_000L + SEGMENT, probabilities(state, 0.9));
    decoder(15).add(history, segment, events::add);
  }

  /** As after a model with other activities, which ends all. */
  @Test
  void whatBeginsAfterAnEndDoesNotOverlapWithIt() {
    overlapping(0, SITTING);
    overlapping(1, SITTING);
    decoder(0).end(history, events::add);
    overlapping(2, SITTING);
    decoder(0).end(history, events::add);

    assertThat(events)
        .extracting(EpisodeEvent::kind)
        .containsExactly(ENTERED, EXITED, ENTERED, EXITED);
    assertThat(events.get(1).endMillis()).isEqualTo(6_000);
    assertThat(events.get(2).startMillis()).isEqualTo(6_000);
  }

  /** Ends come with models of other activities, and with silence. */
  @Property(tries = 300)
  void episodesOfOverlappingSegmentsDoNotOverlap(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int lag) {
    SplittableRandom random = new SplittableRandom(seed);
    long hop = List.of(40L, 1_000L, 2_500L).get(random.nextInt(3));
    long start = 0;
    for (int i = 0; i < 60; i++) {
      start += hop * (random.nextInt(10) == 0 ? 1 + random.nextInt(30) : 1);
      ObservedSegment segment = ObservedSegment.of(start, start + SEGMENT, random(random));
      decoder(lag).add(history, segment, events::add);
      if (random.nextInt(8) == 0) {
        decoder(lag).end(history, events::add);
      }
    }
    decoder(lag).end(history, events::add);

    long end = Long.MIN_VALUE;
    for (EpisodeEvent event : events) {
      if (event.kind() == ENTERED) {
        assertThat(event.startMillis()).isGreaterThanOrEqualTo(end);
      } else if (event.kind() == EXITED) {
        end = requireNonNull(event.endMillis());
        assertThat(end).isGreaterThan(event.startMillis());
      }
    }
  }

  @Test
  void aRepeatedOrOlderLabelChangesNothing() {
    label(0, RUNNING, RUNNING, RUNNING);
    byte[] before = bytes(history);
    events.clear();

    decoder(0).add(history, segment(2, probabilities(SITTING, 0.9)), events::add);
    decoder(0).add(history, segment(0, probabilities(SITTING, 0.9)), events::add);

    assertThat(events).isEmpty();
    assertThat(bytes(history)).isEqualTo(before);
  }

  @Property(tries = 300)
  void episodesFollowEachOtherAndCoverAllSegments(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int lag) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = 1 + random.nextInt(60);
    for (int i = 0; i < count; i++) {
      decoder(lag).add(history, segment(i, random(random)), events::add);
    }
    decoder(lag).end(history, events::add);

    long end = 0;
    int segments = 0;
    EpisodeEvent open = null;
    for (EpisodeEvent event : events) {
      if (event.kind() == ENTERED) {
        assertThat(open).isNull();
        assertThat(event.startMillis()).isEqualTo(end);
        open = event;
      } else {
        assertThat(open).isNotNull();
        assertThat(event.group()).isEqualTo(open.group());
        assertThat(event.startMillis()).isEqualTo(open.startMillis());
        assertThat(event.confidence()).isBetween(0f, 1f);
      }
      if (event.kind() == EXITED) {
        assertThat(event.endMillis()).isGreaterThan(event.startMillis());
        end = requireNonNull(event.endMillis());
        segments += event.segments();
        open = null;
      }
    }
    assertThat(open).isNull();
    assertThat(end).isEqualTo(count * SEGMENT);
    assertThat(segments).isEqualTo(count);
  }

  @Property(tries = 300)
  void aRestartChangesNothing(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int lag, @ForAll boolean overlap) {
    SplittableRandom random = new SplittableRandom(seed);
    List<EpisodeEvent> afterRestarts = new ArrayList<>();
    WearerHistory restarted = new WearerHistory();
    long hop = overlap ? 1_000 : SEGMENT;
    long start = 0;
    for (int i = 0; i < 40; i++) {
      start += hop * (random.nextInt(10) == 0 ? 1 + random.nextInt(30) : 1);
      ObservedSegment segment = ObservedSegment.of(start, start + SEGMENT, random(random));
      decoder(lag).add(history, segment, events::add);
      restarted = WearerHistory.read(STATES, ByteBuffer.wrap(bytes(restarted)));
      decoder(lag).add(restarted, segment, afterRestarts::add);
    }

    assertThat(afterRestarts).isEqualTo(events);
    assertThat(bytes(restarted)).isEqualTo(bytes(history));
  }

  /** The whole recording at once, with the matrix of all transitions. */
  @Property(tries = 200)
  void withALagPastTheEndItIsForwardBackwardSmoothing(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = 1 + random.nextInt(15);
    List<ObservedSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(segment(i, random(random)));
    }
    EpisodeDecoder decoder = decoder(count);
    segments.forEach(segment -> decoder.add(history, segment, events::add));
    decoder.end(history, events::add);

    List<String> groups = new ArrayList<>();
    for (EpisodeEvent event : events) {
      if (event.kind() == EXITED) {
        for (int i = 0; i < event.segments(); i++) {
          groups.add(event.group());
        }
      }
    }
    assertThat(groups).isEqualTo(smoothed(segments));
  }

  private static List<String> smoothed(List<ObservedSegment> segments) {
    int n = STATES.count();
    double[][] matrix = new double[n][];
    for (int from = 0; from < n; from++) {
      double[] only = new double[n];
      only[from] = 1;
      matrix[from] = TRANSITIONS.forward(only, SEGMENT);
    }
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    double[][] forward = new double[segments.size()][n];
    for (int i = 0; i < segments.size(); i++) {
      double[] before = new double[n];
      for (int to = 0; to < n; to++) {
        for (int from = 0; from < n; from++) {
          before[to] += i == 0 ? 1.0 / n / n : forward[i - 1][from] * matrix[from][to];
        }
      }
      forward[i] = segments.get(i).multiply(before, 1);
    }
    List<String> groups = new ArrayList<>();
    double[] later = ones;
    for (int i = segments.size() - 1; i >= 0; i--) {
      double[] posterior = new double[n];
      for (int state = 0; state < n; state++) {
        posterior[state] = forward[i][state] * later[state];
      }
      double[] sums = TRANSITIONS.groupSums(posterior);
      int largest = 0;
      for (int group = 1; group < sums.length; group++) {
        largest = sums[group] > sums[largest] ? group : largest;
      }
      groups.add(0, STATES.group(largest));
      double[] seen = segments.get(i).multiply(later, 1);
      later = new double[n];
      for (int from = 0; from < n; from++) {
        for (int to = 0; to < n; to++) {
          later[from] += matrix[from][to] * seen[to];
        }
      }
    }
    return groups;
  }

  @Property
  void transitionsKeepTheSumAndAreEachOthersTransposed(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3_600_000) int millis) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] before = random(random);
    double[] later = random(random);
    double[] after = TRANSITIONS.forward(before, millis);

    assertThat(Arrays.stream(after).sum()).isCloseTo(Arrays.stream(before).sum(), within(1e-9));
    assertThat(product(after, later))
        .isCloseTo(product(before, TRANSITIONS.backward(later, millis)), within(1e-9));
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private static byte[] bytes(WearerHistory history) {
    ByteBuffer bytes = ByteBuffer.allocate(history.byteCount());
    history.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }

  private void label(int lag, int... states) {
    for (int i = 0; i < states.length; i++) {
      decoder(lag).add(history, segment(i, probabilities(states[i], 0.9)), events::add);
    }
  }

  private static EpisodeDecoder decoder(int lag) {
    return new EpisodeDecoder(STATES, TRANSITIONS, lag, MAX_GAP);
  }

  private static ObservedSegment segment(int number, double[] probabilities) {
    return ObservedSegment.of(number * SEGMENT, (number + 1) * SEGMENT, probabilities);
  }

  private static double[] probabilities(int state, double probability) {
    double[] probabilities = new double[STATES.count()];
    Arrays.fill(probabilities, (1 - probability) / (probabilities.length - 1));
    probabilities[state] = probability;
    return probabilities;
  }

  /** Mostly one or two states, as a model says. */
  private static double[] random(SplittableRandom random) {
    double[] probabilities = new double[STATES.count()];
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = Math.exp(4 * random.nextGaussian());
      sum += probabilities[i];
    }
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
