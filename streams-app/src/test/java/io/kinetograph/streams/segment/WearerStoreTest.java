// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class WearerStoreTest {

  /**
   * What is done to a part of a wearer's record.
   *
   * @param part what is put, or empty to delete
   */
  record Step(String wearer, boolean isEpisode, String part) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of("anna", "berta", "clara"),
            Arbitraries.of(true, false),
            Arbitraries.strings().ascii().ofMaxLength(100))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  /** Two maps do the same; the task's place is no wearer's. */
  @Property(tries = 300)
  void partsDoNotTouchEachOther(@ForAll("steps") List<Step> steps) {
    KeyValueStore<String, byte[]> records = MemoryStore.open();
    records.put(TaskPlace.KEY, new byte[] {7});
    WearerStore store = new WearerStore(records);
    Map<String, byte[]> progress = new TreeMap<>();
    Map<String, byte[]> episodes = new TreeMap<>();

    for (Step step : steps) {
      WearerStore.Part part = step.isEpisode() ? store.episodes() : store.progress();
      Map<String, byte[]> expected = step.isEpisode() ? episodes : progress;
      if (step.part().isEmpty()) {
        part.delete(step.wearer());
        expected.remove(step.wearer());
      } else {
        part.put(step.wearer(), step.part().getBytes(UTF_8));
        expected.put(step.wearer(), step.part().getBytes(UTF_8));
      }
      assertThat(part.get(step.wearer())).isEqualTo(expected.get(step.wearer()));
    }

    assertThat(all(store.progress())).containsExactlyInAnyOrderEntriesOf(progress);
    assertThat(all(new WearerStore(records).episodes()))
        .containsExactlyInAnyOrderEntriesOf(episodes);
    assertThat(records.get(TaskPlace.KEY)).containsExactly(7);
    progress.putAll(episodes);
    assertThat(records.approximateNumEntries())
        .as("no record is left of a wearer without parts")
        .isEqualTo(progress.size() + 1L);
  }

  @Test
  void withoutEpisodesOnlyTheProgressIsLeft() {
    KeyValueStore<String, byte[]> records = MemoryStore.open();
    WearerStore store = new WearerStore(records);
    store.progress().put("anna", new byte[] {1});
    store.episodes().put("anna", new byte[] {2});
    store.episodes().put("berta", new byte[] {3});

    store.forgetEpisodes();

    assertThat(all(store.episodes())).isEmpty();
    assertThat(all(store.progress())).containsOnlyKeys("anna");
    assertThat(records.approximateNumEntries()).isEqualTo(1);
  }

  private static Map<String, byte[]> all(WearerStore.Part part) {
    Map<String, byte[]> all = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> parts = part.from(null)) {
      while (parts.hasNext()) {
        KeyValue<String, byte[]> next = parts.next();
        if (next.value != null) {
          all.put(next.key, next.value);
        }
      }
    }
    return all;
  }
}
