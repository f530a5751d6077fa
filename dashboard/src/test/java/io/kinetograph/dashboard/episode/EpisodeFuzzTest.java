// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.episode;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.TopicSerdes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged and hostile records of the topic of episodes, up to the totals. */
class EpisodeFuzzTest {

  private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
  private static final long MAX_ALLOCATED = 16 << 20;

  @Test
  void everyEpisodeIsReadOrRejected() {
    fuzz(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyEpisodesIsReadOrRejected() {
    fuzz(soakInputs());
  }

  private static void fuzz(int inputs) {
    Deserializer<ActivityEpisode> deserializer = TopicSerdes.activityEpisode().deserializer();
    ActivityEpisode episode =
        ActivityEpisode.newBuilder()
            .setEpisode("anna@1795521600000")
            .setWearer("anna")
            .setActivity("rowing")
            .setGroup("rowing")
            .setStart(START)
            .setEnd(START.plusSeconds(60))
            .setEvent(EpisodeEventType.EXITED)
            .setConfidence(0.9f)
            .setSegments(12)
            .setModel("tiny-1")
            .build();
    byte[] bytes = TopicSerdes.activityEpisode().serializer().serialize("t", episode);
    byte[] json = TopicSerdes.activityEpisodeInJson().serializer().serialize("t", episode);
    Mutator mutator =
        new Mutator(
            List.of(bytes, json),
            List.of("rowing", "\u0000", "{", "}", "\"", ",", "null", "1e999", "\"end\":0,"));
    new FuzzedReader("episode", IllegalArgumentException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator::next,
            input -> {
              try {
                EpisodeStore store = new EpisodeStore(Clock.systemUTC());
                store.add(Episode.of(deserializer.deserialize("t", input), START));
                for (WearerEpisodes wearer : store.wearers()) {
                  // Milliseconds are what the page gets.
                  long millis = wearer.episodes().get(0).until().toEpochMilli();
                  assertThat(millis)
                      .isGreaterThan(wearer.episodes().get(0).episode().start().toEpochMilli());
                  assertThat(DayTotals.of(wearer, ZoneId.of("UTC"))).isNotEmpty();
                }
              } catch (SerializationException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
              }
            });
  }
}
