// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import static java.util.Objects.requireNonNull;

import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.streams.config.EpisodeSettings;
import io.kinetograph.streams.episode.StoredModels.Model;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.segment.CorruptStateException;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.serving.Classification;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The episodes of a task's wearers. All that is known of a wearer with an open episode is in the
 * store, and is read from there for each label: a restart cannot change anything. Only how long a
 * wearer has been silent is in memory; after a restart, it counts anew.
 *
 * <p>Not thread-safe.
 */
public final class Episodes {

  private static final Logger LOG = LoggerFactory.getLogger(Episodes.class);

  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  /** Stands for the time of a label that was made before the start. */
  private static final long RESTORED = Long.MIN_VALUE;

  private final long maxGapMillis;
  private final WearerStore.Part store;
  private final StoredModels models;
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
    this.store = store;
    this.listener = listener;
    this.models = check(StoredModels.KEY, modelPlace, () -> new StoredModels(settings, modelStore));
    List<String> ofLostModels = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> stored = store.from(null)) {
      while (stored.hasNext()) {
        KeyValue<String, byte[]> history = stored.next();
        if (history.value == null) {
          continue;
        }
        if (check(history.key, place, () -> isOfLostModel(history.value))) {
          ofLostModels.add(history.key);
        } else {
          WearerHistory unused = check(history.key, place, () -> read(history.value));
          labeledMillis.put(history.key, RESTORED);
        }
      }
    }
    ofLostModels.forEach(store::delete);
    if (!ofLostModels.isEmpty()) {
      LOG.warn(
          "{} open episodes were forgotten, they get no event EXITED: their models are missing in {}",
          ofLostModels.size(),
          modelPlace);
    }
  }

  private boolean isOfLostModel(byte[] stored) {
    checkFormat(stored);
    return models.get(number(stored)) == null;
  }

  private static void checkFormat(byte[] stored) {
    if (stored[0] != FORMAT) {
      throw new IllegalArgumentException("format " + stored[0]);
    }
  }

  private static <T> T check(String key, String place, Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException e) {
      throw new CorruptStateException(
          String.format(
              Locale.ROOT,
              "%s (the app's episodes) has a record that this version cannot read, with key '%s':"
                  + " another version or another program has written it; use the version that"
                  + " wrote it, or see \"State of another format\" in docs/operations.md",
              place,
              InvalidReadingException.truncated(key, 100)));
    }
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
    Model model = models.of(classification.activities(), this::modelsInUse);
    byte[] stored = store.get(wearer);
    WearerHistory history = stored == null ? new WearerHistory() : read(stored);
    if (stored != null) {
      Model before = model(stored);
      if (!before.activities().isSameAs(model.activities())) {
        boolean unused = end(wearer, before, history, Long.MAX_VALUE);
      }
    }
    ObservedSegment segment =
        ObservedSegment.of(
            startMillis, endMillis, LabelEvidence.of(model.states(), status, classification));
    String version = model.activities().model();
    model.decoder().add(history, segment, event -> listener.happened(wearer, version, event));
    put(wearer, model.number(), history);
    labeledMillis.put(wearer, idleMillis);
  }

  /**
   * Notes that a wearer's segment got no label.
   *
   * @param endMillis of the segment, in event time
   */
  public void notLabeled(String wearer, long endMillis) {
    byte[] stored = store.get(wearer);
    if (stored != null) {
      WearerHistory history = read(stored);
      if (endMillis - history.newestEndMillis() > maxGapMillis) {
        boolean unused = forget(wearer, stored, history, Long.MAX_VALUE);
      }
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
      byte[] stored = requireNonNull(store.get(wearer), "a history");
      if (!forget(wearer, stored, read(stored), nextStartMillis.applyAsLong(wearer))) {
        labeledMillis.put(wearer, idleMillis);
      }
    }
    return true;
  }

  /**
   * Ends a wearer's episode; returns whether nothing is left of it. Where it has ended is kept
   * while the wearer's next segment may start before.
   */
  private boolean forget(
      String wearer, byte[] stored, WearerHistory history, long nextStartMillis) {
    if (end(wearer, model(stored), history, nextStartMillis)) {
      put(wearer, number(stored), history);
      return false;
    }
    // Which segments of the wearer have been labeled is known without.
    store.delete(wearer);
    labeledMillis.remove(wearer);
    return true;
  }

  private boolean end(String wearer, Model model, WearerHistory history, long nextStartMillis) {
    String version = model.activities().model();
    return model
        .decoder()
        .end(history, nextStartMillis, event -> listener.happened(wearer, version, event));
  }

  private void put(String wearer, int model, WearerHistory history) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + history.byteCount());
    bytes.put(FORMAT).putInt(model);
    history.write(bytes);
    store.put(wearer, bytes.array());
  }

  private WearerHistory read(byte[] stored) {
    checkFormat(stored);
    ByteBuffer bytes = ByteBuffer.wrap(stored).position(HEADER_BYTES);
    WearerHistory history = WearerHistory.read(model(stored).states(), bytes);
    if (bytes.hasRemaining()) {
      throw new IllegalArgumentException("too long by " + bytes.remaining());
    }
    return history;
  }

  private Model model(byte[] stored) {
    return requireNonNull(models.get(number(stored)), "the model of a history");
  }

  private static int number(byte[] stored) {
    return ByteBuffer.wrap(stored).getInt(1);
  }

  private Set<Integer> modelsInUse() {
    Set<Integer> numbers = new HashSet<>();
    try (KeyValueIterator<String, byte[]> histories = store.from(null)) {
      while (histories.hasNext()) {
        byte[] history = histories.next().value;
        if (history != null) {
          numbers.add(number(history));
        }
      }
    }
    return numbers;
  }
}
