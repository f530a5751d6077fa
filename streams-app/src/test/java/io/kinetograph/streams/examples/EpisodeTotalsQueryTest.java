// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.TopicSerdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The query for totals by day in docs/operations.md. */
class EpisodeTotalsQueryTest {

  private static final Path OPERATIONS = Path.of("../docs/operations.md");
  private static final Path THIS =
      Path.of(
          "src/test/java/io/kinetograph/streams/examples",
          EpisodeTotalsQueryTest.class.getSimpleName() + ".java");

  private final Locale language = Locale.getDefault();

  /** Kafka Streams numbers its names in the machine's language, and then rejects other digits. */
  @BeforeEach
  void useDigitsThatKafkaTakes() {
    Locale.setDefault(Locale.ROOT);
  }

  @AfterEach
  void restoreLanguage() {
    Locale.setDefault(language);
  }

  @Test
  void splitsAtMidnightAndCountsEachEpisodeOnce(@TempDir Path folder) {
    StreamsBuilder builder = new StreamsBuilder();
    totals(builder).toStream().to("totals");
    Properties properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.LongSerde.class);
    try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), properties)) {
      TestInputTopic<String, ActivityEpisode> input =
          driver.createInputTopic(
              "wearer.episodes",
              new StringSerializer(),
              TopicSerdes.activityEpisode().serializer());
      Instant start = Instant.parse("2026-11-24T22:30:00Z");
      input.pipeInput("anna", episode(start, EpisodeEventType.ENTERED).build());
      input.pipeInput(
          "anna", episode(start, EpisodeEventType.EXITED).setEnd(start.plusSeconds(9_000)).build());
      Instant later = start.plusSeconds(20_000);
      input.pipeInput(
          "anna", episode(later, EpisodeEventType.EXITED).setEnd(later.plusSeconds(60)).build());

      assertThat(
              driver
                  .createOutputTopic("totals", new StringDeserializer(), new LongDeserializer())
                  .readKeyValuesToMap())
          .isEqualTo(Map.of("anna|2026-11-24|walking", 1_800L, "anna|2026-11-25|walking", 7_260L));
    }
  }

  @Test
  void documentHasThisQuery() throws IOException {
    String source = Files.readString(THIS);
    String query =
        source.substring(source.indexOf("    // begin\n") + 13, source.indexOf("    // end\n"));
    assertThat(Files.readString(OPERATIONS).replaceAll("\\s+", " "))
        .contains(query.strip().replaceAll("\\s+", " "));
  }

  private static KTable<String, Long> totals(StreamsBuilder builder) {
    // begin
    ZoneId zone = ZoneId.of("Europe/Berlin");
    KTable<String, Long> seconds =
        builder.stream(
                "wearer.episodes", Consumed.with(Serdes.String(), TopicSerdes.activityEpisode()))
            .filter((wearer, episode) -> episode.getEvent() == EpisodeEventType.EXITED)
            .flatMap(
                (wearer, episode) -> {
                  List<KeyValue<String, Long>> parts = new ArrayList<>();
                  Instant from = episode.getStart();
                  while (from.isBefore(episode.getEnd())) {
                    LocalDate day = LocalDate.ofInstant(from, zone);
                    Instant midnight = day.plusDays(1).atStartOfDay(zone).toInstant();
                    Instant to = midnight.isBefore(episode.getEnd()) ? midnight : episode.getEnd();
                    String key = wearer + "|" + day + "|" + episode.getGroup();
                    parts.add(KeyValue.pair(key, Duration.between(from, to).toSeconds()));
                    from = to;
                  }
                  return parts;
                })
            .groupByKey(Grouped.with(Serdes.String(), Serdes.Long()))
            .reduce(Long::sum, Materialized.with(Serdes.String(), Serdes.Long()));
    // end
    return seconds;
  }

  private static ActivityEpisode.Builder episode(Instant start, EpisodeEventType event) {
    return ActivityEpisode.newBuilder()
        .setEpisode("anna@" + start.toEpochMilli())
        .setWearer("anna")
        .setActivity("walking-parking-lot")
        .setGroup("walking")
        .setStart(start)
        .setEvent(event)
        .setConfidence(0.9f)
        .setSegments(4)
        .setModel("tiny-1");
  }
}
