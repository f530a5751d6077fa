// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.EpisodeSettings;
import io.kinetograph.streams.segment.CorruptStateException;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.KnownActivities;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Episodes from readings, with a model that says what the test wants. */
class EpisodesTest {

  private static final long SEGMENT = 5 * SECOND;
  private static final KnownActivities ACTIVITIES =
      new KnownActivities(
          "m-1",
          List.of("sitting", "strolling", "marching", "rowing"),
          List.of("sitting", "walking", "walking", "rowing"));

  /** By the number of the segment; {@code ?} is an unknown activity. */
  private String[] script = {};

  private KnownActivities activities = ACTIVITIES;

  @RegisterExtension
  private final TopologyHarness topology =
      new TopologyHarness(() -> segments -> segments.stream().map(this::classify).toList());

  private Classification classify(Segment segment) {
    int number = (int) ((segment.startMicros() - START) / SEGMENT);
    String said = number < script.length ? script[number] : script[script.length - 1];
    int best = Math.max(0, activities.labels().indexOf(said));
    float[] probabilities = new float[activities.labels().size()];
    Arrays.fill(probabilities, 0.05f);
    probabilities[best] = 1 - 0.05f * (probabilities.length - 1);
    return new Classification(activities, probabilities, best, !said.equals("?"));
  }

  private void script(String... activities) {
    script =
        Stream.of(activities)
            .flatMap(each -> Stream.of(each.strip().split(" ", -1)))
            .toArray(String[]::new);
  }

  private void publish(int first, int count) {
    topology.publish(Readings.of("anna", START + first * SEGMENT, 5.0 * count, 25));
    topology.finishBatch();
  }

  private static Instant at(double segment) {
    return Instant.ofEpochMilli((long) ((START + segment * SEGMENT) / 1000));
  }

  @Test
  void anEpisodeIsEnteredOnceItIsDecidedWithAStartFoundAfterwards() {
    script("sitting sitting sitting sitting sitting strolling strolling strolling strolling");
    publish(0, 3);
    assertThat(topology.episodes()).as("a segment waits for three labels").isEmpty();
    publish(3, 6);

    List<ActivityEpisode> events = topology.episodes();
    assertThat(events)
        .extracting(
            ActivityEpisode::getEvent,
            ActivityEpisode::getGroup,
            ActivityEpisode::getActivity,
            ActivityEpisode::getStart,
            ActivityEpisode::getEnd)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, "sitting", "sitting", at(0), null),
            tuple(EpisodeEventType.EXITED, "sitting", "sitting", at(0), at(5)),
            tuple(EpisodeEventType.ENTERED, "walking", "strolling", at(5), null));
    assertThat(events.get(1).getSegments()).isEqualTo(5);
    assertThat(events.get(1).getConfidence()).isBetween(0.9f, 1f);
    assertThat(events)
        .extracting(ActivityEpisode::getEpisode, ActivityEpisode::getModel)
        .containsExactly(
            tuple("anna@" + START / 1000, "m-1"),
            tuple("anna@" + START / 1000, "m-1"),
            tuple("anna@" + (START + 5 * SEGMENT) / 1000, "m-1"));
    assertThat(topology.episodes("entered")).isEqualTo(2);
    assertThat(topology.episodes("exited")).isEqualTo(1);
  }

  @Test
  void oneWrongLabelAmongManyIsNoEpisode() {
    script("sitting ".repeat(6) + "rowing " + "sitting ".repeat(8));
    publish(0, 15);

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent)
        .containsExactly(EpisodeEventType.ENTERED);
  }

  @Test
  void anotherActivityOfTheGroupRevisesTheEpisode() {
    script("strolling strolling marching marching marching marching marching marching");
    publish(0, 8);

    assertThat(topology.episodes())
        .extracting(
            ActivityEpisode::getEvent, ActivityEpisode::getActivity, ActivityEpisode::getStart)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, "strolling", at(0)),
            tuple(EpisodeEventType.REVISED, "marching", at(0)));
  }

  @Test
  void somethingUnknownIsAnEpisode() {
    script("sitting ".repeat(6) + "? ".repeat(10));
    publish(0, 16);

    assertThat(topology.episodes())
        .extracting(
            ActivityEpisode::getEvent, ActivityEpisode::getGroup, ActivityEpisode::getActivity)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, "sitting", "sitting"),
            tuple(EpisodeEventType.EXITED, "sitting", "sitting"),
            tuple(EpisodeEventType.ENTERED, "unknown", "unknown"));
  }

  @Test
  void unitsOnATableAreAnEpisode() {
    script("sitting");
    publish(0, 6);
    for (AccelerometerReading reading : Readings.of("anna", START + 6 * SEGMENT, 60, 25)) {
      long micros = reading.getStartedAt().toEpochMilli() * 1000;
      topology.publish(
          Readings.reading(
              "anna",
              reading.getUnit(),
              micros,
              Readings.PERIOD,
              new float[reading.getX().size()]));
    }
    topology.finishBatch();

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent, ActivityEpisode::getGroup)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, "sitting"),
            tuple(EpisodeEventType.EXITED, "sitting"),
            tuple(EpisodeEventType.ENTERED, "not-worn"));
  }

  @Test
  void theEpisodeOfASilentWearerEnds() {
    script("sitting");
    publish(0, 6);
    topology.episodes();

    topology.advance(Duration.ofSeconds(59));
    assertThat(topology.episodes()).isEmpty();
    topology.advance(Duration.ofSeconds(2));

    assertThat(topology.episodes())
        .extracting(
            ActivityEpisode::getEvent, ActivityEpisode::getEnd, ActivityEpisode::getSegments)
        .containsExactly(tuple(EpisodeEventType.EXITED, at(6), 6));
    assertThat(topology.wearersWithEpisode()).isEmpty();
  }

  /** The first and the last segments are not full, so they reach beyond the samples. */
  @Test
  void whatASilentWearerDoesNextDoesNotOverlapWithTheirLastEpisode() {
    topology.hop = Duration.ofSeconds(1);
    topology.reopen();
    script("sitting");
    topology.publish(Readings.of("anna", START, 30, 25));
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();
    assertThat(topology.labels()).extracting(ActivityLabel::getSegmentEnd).endsWith(second(31));
    topology.advance(Duration.ofSeconds(61));
    topology.publish(Readings.of("anna", START + 30 * SECOND, 30, 25));
    topology.finishBatch();

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent, ActivityEpisode::getStart, ActivityEpisode::getEnd)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, second(-1), null),
            tuple(EpisodeEventType.EXITED, second(-1), second(30)),
            tuple(EpisodeEventType.ENTERED, second(30), null));
  }

  /** It begins in the middle of its first segment, where the next segment may start. */
  @Test
  void theNextEpisodeBeginsAfterOneThatIsShorterThanASegment() {
    topology.hop = Duration.ofSeconds(1);
    topology.minCoverage = 0.1f;
    topology.episodes =
        new EpisodeSettings(0, Duration.ofMinutes(1), Duration.ofSeconds(1), Map.of());
    topology.reopen();
    script("sitting ".repeat(6) + "rowing");
    topology.publish(Readings.of("anna", START, 32, 25));
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();
    topology.advance(Duration.ofSeconds(200));
    topology.publish(Readings.of("anna", START + 32 * SECOND, 30, 25));
    topology.finishBatch();

    assertThat(topology.episodes())
        .extracting(
            ActivityEpisode::getEvent,
            ActivityEpisode::getGroup,
            ActivityEpisode::getStart,
            ActivityEpisode::getEnd)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, "sitting", second(-4), null),
            tuple(EpisodeEventType.EXITED, "sitting", second(-4), second(32)),
            tuple(EpisodeEventType.ENTERED, "rowing", second(32), null),
            tuple(EpisodeEventType.EXITED, "rowing", second(32), second(36)),
            tuple(EpisodeEventType.ENTERED, "rowing", second(36), null));
  }

  private static Instant second(int second) {
    return Instant.ofEpochMilli((START + second * SECOND) / 1000);
  }

  @Test
  void aWearerWhoComesBackWithinTheGapContinues() {
    script("sitting");
    publish(0, 6);
    topology.advance(Duration.ofSeconds(40));
    publish(14, 6);

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent)
        .containsExactly(EpisodeEventType.ENTERED);
  }

  /** Bob's clock stands still, and his segment stays open for longer than the gap. */
  @Test
  void whatIsReadAgainAfterARestartIsNoSilence() {
    topology.maxOpen = Duration.ofMinutes(10);
    topology.reopen();
    script("sitting");
    AccelerometerReading ofBob = Readings.of("bob", START, 1, 25).get(0);
    List<AccelerometerReading> ofAnna = Readings.of("anna", START, 150, 25);
    for (int i = 0; i < ofAnna.size(); i++) {
      topology.recordTime = topology.recordTime.plusMillis(200);
      topology.publish(ofAnna.get(i));
      if (i % 5 == 4) {
        topology.publish(ofBob);
        topology.advance(Duration.ofSeconds(1));
      }
    }
    assertThat(topology.labels()).as("Anna has no open segment").hasSize(30);
    List<ActivityEpisode> before = topology.episodes();

    topology.restart();
    topology.advance(Duration.ofSeconds(1));
    topology.advance(Duration.ofSeconds(1));
    assertThat(topology.replayed()).isGreaterThan(ofAnna.size());
    publish(30, 6);

    assertThat(before)
        .extracting(ActivityEpisode::getEvent)
        .containsExactly(EpisodeEventType.ENTERED);
    assertThat(topology.episodes()).isEmpty();
  }

  @Test
  void aLongGapInEventTimeEndsAnEpisode() {
    script("sitting");
    publish(0, 6);
    publish(20, 6);

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent, ActivityEpisode::getStart, ActivityEpisode::getEnd)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, at(0), null),
            tuple(EpisodeEventType.EXITED, at(0), at(6)),
            tuple(EpisodeEventType.ENTERED, at(20), null));
  }

  @Test
  void segmentsWithoutALabelEndAnEpisodeToo() {
    script("sitting");
    publish(0, 6);
    List<AccelerometerReading> torso = Readings.of("anna", START + 6 * SEGMENT, 80, 25);
    torso.removeIf(reading -> reading.getUnit() != Unit.TORSO);
    topology.publish(torso);
    topology.advance(Duration.ofSeconds(10));
    topology.finishBatch();

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent, ActivityEpisode::getEnd)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, null), tuple(EpisodeEventType.EXITED, at(6)));
  }

  @Test
  void aModelWithTheSameActivitiesContinuesAnEpisode() {
    script("sitting");
    publish(0, 6);
    activities = new KnownActivities("m-2", ACTIVITIES.labels(), ACTIVITIES.groups());
    publish(6, 2);
    script = new String[] {"rowing"};
    publish(8, 6);

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent, ActivityEpisode::getEnd, ActivityEpisode::getModel)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, null, "m-1"),
            tuple(EpisodeEventType.EXITED, at(8), "m-2"),
            tuple(EpisodeEventType.ENTERED, null, "m-2"));
  }

  @Test
  void aModelWithOtherActivitiesEndsAnEpisode() {
    script("sitting");
    publish(0, 6);
    activities = new KnownActivities("m-2", List.of("rest", "sitting"), List.of("rest", "rest"));
    publish(6, 6);

    assertThat(topology.episodes())
        .extracting(
            ActivityEpisode::getEvent,
            ActivityEpisode::getGroup,
            ActivityEpisode::getStart,
            ActivityEpisode::getEnd,
            ActivityEpisode::getModel)
        .containsExactly(
            tuple(EpisodeEventType.ENTERED, "sitting", at(0), null, "m-1"),
            tuple(EpisodeEventType.EXITED, "sitting", at(0), at(6), "m-1"),
            tuple(EpisodeEventType.ENTERED, "rest", at(6), null, "m-2"));
    assertThat(new String(topology.storedModels(), StandardCharsets.UTF_8))
        .as("the models in use, of which the first is dropped with the next one")
        .contains("m-1", "m-2");
  }

  @Test
  void anEpisodeThatIsTooLargeBecomesADeadLetter() {
    topology.kafka = Map.of("max.request.size", "650");
    script("sitting");
    topology.reopen();
    String wearer = "w".repeat(190);
    topology.publish(Readings.of(wearer, START, 30, 25));
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(6);
    assertThat(topology.episodes()).isEmpty();
    List<TestRecord<byte[], byte[]>> letters = topology.deadLetters();
    assertThat(letters).hasSize(1);
    assertThat(header(letters.get(0), DeadLetterHandler.MESSAGE_HEADER))
        .startsWith("the episode of wearer 'www")
        .contains("topic 'episodes' (setting episodes.topic) accepts records of at most 650 bytes");
    assertThat(header(letters.get(0), DeadLetterHandler.TOPIC_HEADER)).isEqualTo("episodes");
    assertThat(header(letters.get(0), DeadLetterHandler.FIELD_HEADER)).isEqualTo("episode");
  }

  /** An episode that is revised by its last segment ends at the same time as that is known. */
  @Test
  void aRefusedRecordOfAnEpisodeSetsNoOtherAside() throws Exception {
    script("strolling strolling marching marching marching" + " sitting".repeat(6));
    publish(0, 11);
    List<TestRecord<byte[], byte[]>> written = topology.written("episodes");
    assertThat(written).hasSize(4);
    assertThat(written.get(1).timestamp()).as("revised").isEqualTo(written.get(2).timestamp());

    topology.crashByRefusal("episodes", written.subList(1, 2));
    topology.finishBatch();

    assertThat(topology.written("episodes"))
        .extracting(TestRecord::value)
        .containsExactly(written.get(0).value(), written.get(2).value(), written.get(3).value());
    assertThat(topology.deadLetters())
        .extracting(TestRecord::value)
        .containsExactly(written.get(1).value());
    assertThat(topology.episodes("refused")).isEqualTo(1);
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void stateOfAnotherFormatEndsTheAppWithASentence() {
    script("sitting");
    publish(0, 1);
    topology.corruptEpisode("anna", new byte[] {1, 0, 0, 7});

    assertThatThrownBy(topology::restart)
        .hasRootCauseInstanceOf(CorruptStateException.class)
        .rootCause()
        .hasMessageStartingWith(
            "partition 0 of topic 'test-progress-changelog' (the app's episodes) has a record that"
                + " this version cannot read, with key 'anna'");
    topology.open();
  }

  @Test
  void withoutTheChangelogOfTheModelsEpisodesStartAnew() {
    script("sitting");
    publish(0, 6);
    assertThat(topology.wearersWithEpisode()).containsExactly("anna");
    topology.episodes();

    topology.restartWithoutModels();
    assertThat(topology.wearersWithEpisode()).isEmpty();
    publish(6, 6);

    assertThat(topology.episodes())
        .extracting(ActivityEpisode::getEvent, ActivityEpisode::getStart)
        .containsExactly(tuple(EpisodeEventType.ENTERED, at(6)));
    assertThat(topology.labels()).as("labels go on").hasSize(6);
  }

  /** Kills between any two records: what was not committed is done again, with the same result. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void killsAndRestartsChangeNothing(int seed) {
    Random random = new Random(seed);
    String[] all = {"sitting", "strolling", "marching", "rowing", "?"};
    List<String> said = new ArrayList<>();
    while (said.size() < 60) {
      String activity = all[random.nextInt(all.length)];
      for (int i = random.nextInt(12); i >= 0; i--) {
        said.add(random.nextInt(8) == 0 ? all[random.nextInt(all.length)] : activity);
      }
    }
    script = said.toArray(String[]::new);
    List<AccelerometerReading> readings = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      if (random.nextInt(20) == 0) {
        i += random.nextInt(16);
      }
      readings.addAll(Readings.of("anna", START + i * SEGMENT, 5, 25));
    }
    topology.publish(readings);
    topology.finishBatch();
    List<ActivityLabel> labels = topology.labels();
    List<ActivityEpisode> events = topology.episodes();
    assertThat(events).isNotEmpty();

    topology.reopen();
    List<ActivityLabel> labelsOfKilled = new ArrayList<>();
    List<ActivityEpisode> eventsOfKilled = new ArrayList<>();
    int kills = 0;
    for (AccelerometerReading reading : readings) {
      topology.publish(reading);
      int dice = random.nextInt(40);
      if (dice == 0) {
        topology.finishBatch();
      } else if (dice == 1) {
        topology.commit();
        labelsOfKilled.addAll(topology.labels());
        eventsOfKilled.addAll(topology.episodes());
      } else if (dice == 2) {
        // Aborted with the transaction.
        topology.labels();
        topology.episodes();
        topology.crash();
        kills++;
      }
    }
    // The records of the open segment are read again first.
    topology.advance(Duration.ofSeconds(1));
    topology.advance(Duration.ofSeconds(1));
    labelsOfKilled.addAll(topology.labels());
    eventsOfKilled.addAll(topology.episodes());

    assertThat(kills).isPositive();
    assertThat(labelsOfKilled).isEqualTo(labels);
    assertThat(eventsOfKilled).isEqualTo(events);
  }
}
