// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import io.kinetograph.streams.config.EpisodeSettings;
import io.kinetograph.streams.serving.KnownActivities;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The models of a task's open episodes, each under a number by which the wearers' histories name
 * it: what is stored of a history is only readable with the activities of its model. Kept in a
 * store of its own, which is only written when a model is new.
 */
final class StoredModels {

  /** The key of the only record. */
  static final String KEY = "";

  private static final byte FORMAT = 2;

  private final EpisodeSettings settings;
  private final KeyValueStore<String, byte[]> store;
  private final Map<Integer, Model> models = new TreeMap<>();
  private @Nullable Model latest;

  /**
   * A model that has made labels.
   *
   * @param number in the store
   * @param activities that it knows
   * @param states of its decoder
   * @param decoder of its labels
   */
  record Model(
      int number, KnownActivities activities, ActivityStates states, EpisodeDecoder decoder) {}

  /**
   * Reads the stored models.
   *
   * @throws RuntimeException if they are of another format
   */
  StoredModels(EpisodeSettings settings, KeyValueStore<String, byte[]> store) {
    this.settings = settings;
    this.store = store;
    byte[] stored = store.get(KEY);
    if (stored != null) {
      read(stored);
    }
  }

  /** The model with a number; null if there is none. */
  @Nullable Model get(int number) {
    return models.get(number);
  }

  /**
   * The model with these activities, which is added if it is new.
   *
   * @param inUse numbers of the models of open episodes, asked only if a model is added
   */
  Model of(KnownActivities activities, InUse inUse) {
    Model found = latest;
    // Each call of a model names the same object, which is equal to itself at once.
    if (found == null || !found.activities().equals(activities)) {
      found = find(activities, inUse);
      latest = found;
    }
    return found;
  }

  /** Says which models are in use. */
  interface InUse {

    /** The numbers of the models. */
    Collection<Integer> numbers();
  }

  private Model find(KnownActivities activities, InUse inUse) {
    for (Model model : models.values()) {
      if (model.activities().equals(activities)) {
        return model;
      }
    }
    models.keySet().retainAll(inUse.numbers());
    // By its content: a history that was stored without its model does not fit another one.
    int number = Objects.hash(activities.model(), activities.labels(), activities.groups());
    while (models.containsKey(number)) {
      number++;
    }
    Model added = model(number, activities);
    models.put(number, added);
    store.put(KEY, encode());
    return added;
  }

  private Model model(int number, KnownActivities activities) {
    ActivityStates states = new ActivityStates(activities.labels(), activities.groups());
    Transitions transitions =
        new Transitions(states, settings.meanDurations(), settings.meanDuration());
    return new Model(
        number,
        activities,
        states,
        new EpisodeDecoder(states, transitions, settings.lag(), settings.maxGap().toMillis()));
  }

  private byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeShort(models.size());
      for (Model model : models.values()) {
        KnownActivities activities = model.activities();
        out.writeInt(model.number());
        out.writeUTF(activities.model());
        out.writeShort(activities.labels().size());
        for (int i = 0; i < activities.labels().size(); i++) {
          out.writeUTF(activities.labels().get(i));
          out.writeUTF(activities.groups().get(i));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void read(byte[] stored) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("format " + format);
      }
      int count = in.readShort();
      for (int i = 0; i < count; i++) {
        int number = in.readInt();
        String version = in.readUTF();
        int size = in.readShort();
        List<String> labels = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int label = 0; label < size; label++) {
          labels.add(in.readUTF());
          groups.add(in.readUTF());
        }
        models.put(number, model(number, new KnownActivities(version, labels, groups)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
