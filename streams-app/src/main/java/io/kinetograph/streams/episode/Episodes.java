// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import static java.util.Objects.requireNonNull;

import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.streams.config.EpisodeSettings;
import io.kinetograph.streams.episode.StoredModels.Model;
import io.kinetograph.streams.segment.CorruptStateException;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.serving.Classification;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The episodes of a task's wearers. All that is known of a wearer with an open episode is in the
 * store, and is read from there for each label: a restart cannot change anything. Only how long a
 * wearer has been silent is in memory; after a restart, it counts anew.
 *
 * <p>Not thread-safe.
 */
public final class Episodes {

  /** Stands for the time of a label that was made before the start. */
  private static final long RESTORED = Long.MIN_VALUE;

  private final long maxGapMillis;
  private final StoredHistories histories;
  private final Listener listener;

  /** When each wearer with an open episode was labeled last, by the idle clock; oldest first. */
  private final Map<String, Long> labeledMillis = new LinkedHashMap<>(16, 0.75f, true);

  /** Takes the events of episodes. */
  public interface Listener {

    /**
     * Takes an event.
     *
     * @param model version of the model that has made the newest label
     */
    void happened(String wearer, String model, EpisodeEvent event);
  }

  /**
   * Continues the stored episodes. Those whose model is not stored, because that changelog was
   * deleted, are forgotten.
   *
   * @param store by wearer
   * @param place its changelog and the partition, for people
   * @param modelStore the models of open episodes; the caller closes it
   * @param modelPlace its changelog and the partition
   * @throws CorruptStateException if a store has a record of another format
   */
  public Episodes(
      EpisodeSettings settings,
      WearerStore.Part store,
      String place,
      KeyValueStore<String, byte[]> modelStore,
      String modelPlace,
      Listener listener) {
    this.maxGapMillis = settings.maxGap().toMillis();
    this.listener = listener;
    this.histories = new StoredHistories(settings, store, place, modelStore, modelPlace);
    histories.wearers().forEach(wearer -> labeledMillis.put(wearer, RESTORED));
  }

  /**
   * Takes a wearer's next label.
   *
   * @param startMillis of its segment, in event time
   * @param endMillis of its segment
   * @param idleMillis now, by the idle clock
   */
  public void labeled(
      String wearer,
      long startMillis,
      long endMillis,
      LabelStatus status,
      Classification classification,
      long idleMillis) {
    Model model = histories.model(classification.activities());
    StoredHistories.Stored stored = histories.get(wearer);
    WearerHistory history = stored == null ? new WearerHistory() : stored.history();
    if (stored != null && !stored.model().activities().isSameAs(model.activities())) {
      boolean unused = end(wearer, stored, Long.MAX_VALUE);
    }
    ObservedSegment segment =
        ObservedSegment.of(
            startMillis, endMillis, LabelEvidence.of(model.states(), status, classification));
    String version = model.activities().model();
    model.decoder().add(history, segment, event -> listener.happened(wearer, version, event));
    histories.put(wearer, model, history);
    labeledMillis.put(wearer, idleMillis);
  }

  /**
   * Notes that a wearer's segment got no label.
   *
   * @param endMillis of the segment, in event time
   */
  public void notLabeled(String wearer, long endMillis) {
    StoredHistories.Stored stored = histories.get(wearer);
    if (stored != null && endMillis - stored.history().newestEndMillis() > maxGapMillis) {
      boolean unused = forget(wearer, stored, Long.MAX_VALUE);
    }
  }

  /**
   * Ends the episode of one wearer who has been silent for too long. Of the wearers in the store,
   * silence counts from the first call: records that are read again before move the idle clock on.
   *
   * @param idleMillis now, by the idle clock
   * @param isOpen whether a wearer has an open segment, which may yet get a label
   * @param nextStartMillis where a wearer's next segment may start, in event time
   * @return whether there may be another one
   */
  public boolean endSilent(
      long idleMillis, Predicate<String> isOpen, ToLongFunction<String> nextStartMillis) {
    if (labeledMillis.isEmpty()) {
      return false;
    }
    Map.Entry<String, Long> oldest = labeledMillis.entrySet().iterator().next();
    long sinceMillis = oldest.getValue();
    if (sinceMillis != RESTORED && idleMillis - sinceMillis <= maxGapMillis) {
      return false;
    }
    String wearer = oldest.getKey();
    if (sinceMillis == RESTORED || isOpen.test(wearer)) {
      labeledMillis.put(wearer, idleMillis);
    } else {
      StoredHistories.Stored stored = requireNonNull(histories.get(wearer), "a history");
      if (!forget(wearer, stored, nextStartMillis.applyAsLong(wearer))) {
        labeledMillis.put(wearer, idleMillis);
      }
    }
    return true;
  }

  /**
   * Ends a wearer's episode; returns whether nothing is left of it. Where it has ended is kept
   * while the wearer's next segment may start before.
   */
  private boolean forget(String wearer, StoredHistories.Stored stored, long nextStartMillis) {
    if (end(wearer, stored, nextStartMillis)) {
      histories.put(wearer, stored.model(), stored.history());
      return false;
    }
    // Which segments of the wearer have been labeled is known without.
    histories.delete(wearer);
    labeledMillis.remove(wearer);
    return true;
  }

  private boolean end(String wearer, StoredHistories.Stored stored, long nextStartMillis) {
    String version = stored.model().activities().model();
    return stored
        .model()
        .decoder()
        .end(stored.history(), nextStartMillis, event -> listener.happened(wearer, version, event));
  }
}
