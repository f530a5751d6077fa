// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.config.EpisodeSettings;
import io.kinetograph.streams.episode.StoredModels.Model;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.segment.CorruptStateException;
import io.kinetograph.streams.segment.WearerStore;
import io.kinetograph.streams.serving.KnownActivities;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The histories of a task's wearers, each stored with the number of its model, without which it
 * cannot be read.
 */
final class StoredHistories {

  private static final Logger LOG = LoggerFactory.getLogger(StoredHistories.class);

  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final WearerStore.Part store;
  private final StoredModels models;

  /**
   * A wearer's history.
   *
   * @param model that has made its labels
   */
  record Stored(Model model, WearerHistory history) {}

  /**
   * Checks all histories. Those whose model is not stored, because that changelog was deleted, are
   * forgotten.
   *
   * @param store by wearer
   * @param place its changelog and the partition, for people
   * @param modelStore the models of open episodes
   * @param modelPlace its changelog and the partition
   * @throws CorruptStateException if a store has a record of another format
   */
  StoredHistories(
      EpisodeSettings settings,
      WearerStore.Part store,
      String place,
      KeyValueStore<String, byte[]> modelStore,
      String modelPlace) {
    this.store = store;
    this.models = check(StoredModels.KEY, modelPlace, () -> new StoredModels(settings, modelStore));
    List<String> ofLostModels = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> stored = store.from(null)) {
      while (stored.hasNext()) {
        KeyValue<String, byte[]> history = stored.next();
        if (history.value != null) {
          boolean isReadable = check(history.key, place, () -> isReadable(history.value));
          if (!isReadable) {
            ofLostModels.add(history.key);
          }
        }
      }
    }
    ofLostModels.forEach(store::delete);
    if (!ofLostModels.isEmpty()) {
      LOG.warn(
          "{} open episodes were dropped and get no event EXITED, because their models are missing in {}",
          ofLostModels.size(),
          modelPlace);
    }
  }

  /** Whether its model is known; fails if it has another format. */
  private boolean isReadable(byte[] stored) {
    Model model = models.get(number(stored));
    if (model == null) {
      return false;
    }
    WearerHistory unused = read(model, stored);
    return true;
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

  /** The wearers who have one. */
  List<String> wearers() {
    return store.wearers();
  }

  /** The model with these activities, which is stored if it is new. */
  Model model(KnownActivities activities) {
    return models.of(activities, this::modelsInUse);
  }

  /** What is stored of a wearer, or null. */
  @Nullable Stored get(String wearer) {
    byte[] stored = store.get(wearer);
    if (stored == null) {
      return null;
    }
    Model model = requireNonNull(models.get(number(stored)), "the model of a history");
    return new Stored(model, read(model, stored));
  }

  void put(String wearer, Model model, WearerHistory history) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + history.byteCount());
    bytes.put(FORMAT).putInt(model.number());
    history.write(bytes);
    store.put(wearer, bytes.array());
  }

  void delete(String wearer) {
    store.delete(wearer);
  }

  private static WearerHistory read(Model model, byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored).position(HEADER_BYTES);
    WearerHistory history = WearerHistory.read(model.states(), bytes);
    if (bytes.hasRemaining()) {
      throw new IllegalArgumentException("too long by " + bytes.remaining());
    }
    return history;
  }

  private static int number(byte[] stored) {
    if (stored[0] != FORMAT) {
      throw new IllegalArgumentException("format " + stored[0]);
    }
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
