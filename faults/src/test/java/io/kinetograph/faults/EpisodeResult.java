// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.episode.EpisodeEvent;
import io.kinetograph.streams.episode.Episodes;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.KnownActivities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * What came of the episodes: their records must be those that follow from the labels without any
 * failure, each once and in order. The decisions themselves are taken from the app's own decoder,
 * which other tests check.
 */
final class EpisodeResult {

  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final Map<String, List<Said>> expected;
  private final Map<String, List<Said>> actual;

  private EpisodeResult(Map<String, List<Said>> expected, Map<String, List<Said>> actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /** What a record says, and when it starts or ends. */
  private record Said(
      String event, String group, String activity, long startMillis, long endMillis, int segments) {

    static Said of(EpisodeEvent event) {
      Long endMillis = event.endMillis();
      return new Said(
          event.kind().name(),
          event.group(),
          event.activity(),
          event.startMillis(),
          endMillis == null ? -1 : endMillis,
          event.segments());
    }

    static Said of(ActivityEpisode episode) {
      return new Said(
          episode.getEvent().name(),
          episode.getGroup(),
          episode.getActivity(),
          episode.getStart().toEpochMilli(),
          episode.getEnd() == null ? -1 : episode.getEnd().toEpochMilli(),
          episode.getSegments());
    }
  }

  /**
   * Compares the episodes that a read_committed consumer sees with those of the labels.
   *
   * @param settings of the app
   * @param labels all committed ones, each once and by wearer in order
   */
  static void assertExactlyOnce(
      AppTopics topics, Map<String, String> settings, List<ConsumerRecord<byte[], byte[]>> labels)
      throws Exception {
    of(topics, settings, labels, false).assertExactlyOnce();
  }

  /**
   * Waits for the episodes that follow from the labels.
   *
   * @param settings of the app, which runs if it has not yet written all
   * @param labels all committed ones, each once and by wearer in order
   * @param allSilent whether all wearers have been silent since for so long that no episode is open
   */
  static EpisodeResult of(
      AppTopics topics,
      Map<String, String> settings,
      List<ConsumerRecord<byte[], byte[]>> labels,
      boolean allSilent)
      throws Exception {
    Map<String, List<Said>> expected = expected(Settings.of(settings), labels, allSilent);
    int count = expected.values().stream().mapToInt(List::size).sum();
    Map<String, List<Said>> actual = new TreeMap<>();
    try (TopicReader reader = reader(topics)) {
      reader.readAll(count, DEADLINE);
      for (ConsumerRecord<byte[], byte[]> record : reader.records()) {
        ActivityEpisode episode = episode(record);
        actual.computeIfAbsent(episode.getWearer(), any -> new ArrayList<>()).add(Said.of(episode));
      }
    }
    System.out.printf(Locale.ROOT, "episodes: wearers=%d records=%d%n", actual.size(), count);
    return new EpisodeResult(expected, actual);
  }

  /** A reader of the committed records that the caller closes. */
  static TopicReader reader(AppTopics topics) {
    return TopicReader.committed(topics.cluster().bootstrapServers(), topics.episodes());
  }

  static ActivityEpisode episode(ConsumerRecord<byte[], byte[]> record) {
    return TopicSerdes.activityEpisode().deserializer().deserialize(record.topic(), record.value());
  }

  /** Fails unless the records are the expected ones, each once and in order. */
  void assertExactlyOnce() {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (wearer, said) ->
            assertThat(actual.get(wearer)).as("episodes of %s", wearer).isEqualTo(said));
  }

  private static Map<String, List<Said>> expected(
      Settings settings, List<ConsumerRecord<byte[], byte[]>> labels, boolean allSilent) {
    Map<String, KnownActivities> models = new HashMap<>();
    Map<String, List<Said>> expected = new TreeMap<>();
    KeyValueStore<String, byte[]> wearers = store("wearers");
    KeyValueStore<String, byte[]> modelStore = store("models");
    Episodes episodes =
        new Episodes(
            settings.episodes(),
            new WearerStore(wearers).episodes(),
            "a test's store",
            modelStore,
            "another store of a test",
            (wearer, model, event) ->
                expected.computeIfAbsent(wearer, any -> new ArrayList<>()).add(Said.of(event)));
    for (ConsumerRecord<byte[], byte[]> record : labels) {
      ActivityLabel label =
          TopicSerdes.activityLabel().deserializer().deserialize(record.topic(), record.value());
      List<String> activities = label.getProbabilities().keySet().stream().sorted().toList();
      KnownActivities known =
          models.computeIfAbsent(
              label.getModel(), model -> new KnownActivities(model, activities, activities));
      float[] probabilities = new float[activities.size()];
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = label.getProbabilities().getOrDefault(activities.get(i), 0f);
      }
      episodes.labeled(
          label.getWearer(),
          label.getSegmentStart().toEpochMilli(),
          label.getSegmentEnd().toEpochMilli(),
          label.getStatus(),
          new Classification(
              known, probabilities, activities.indexOf(label.getBestActivity()), true),
          0);
    }
    boolean more = allSilent;
    while (more) {
      more = episodes.endSilent(Long.MAX_VALUE, wearer -> false, wearer -> Long.MAX_VALUE);
    }
    wearers.close();
    modelStore.close();
    return expected;
  }

  private static KeyValueStore<String, byte[]> store(String name) {
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    return store;
  }
}
