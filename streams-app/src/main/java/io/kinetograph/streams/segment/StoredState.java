// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.streams.reading.InvalidReadingException;
import java.util.Locale;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Checks what a changelog has restored: another version or another program may have written it. */
public final class StoredState {

  private StoredState() {}

  /**
   * Reads all records of a store, before the first is used.
   *
   * @param store as restored
   * @param place the changelog and its partition, for people
   * @throws CorruptStateException if a record has another format
   */
  public static void check(KeyValueStore<String, byte[]> store, String place) {
    try (KeyValueIterator<String, byte[]> records = store.all()) {
      while (records.hasNext()) {
        KeyValue<String, byte[]> record = records.next();
        boolean isValid =
            record.key.equals(TaskPlace.KEY)
                ? TaskPlace.isValid(record.value)
                : WearerStore.isValid(record.value);
        if (!isValid) {
          throw new CorruptStateException(
              String.format(
                  Locale.ROOT,
                  "%s (the app's state) has a record that this version cannot read, with key '%s' and"
                      + " a value of %d bytes: another version or another program has written it;"
                      + " use the version that wrote it, or see \"State of another format\" in"
                      + " docs/operations.md",
                  place,
                  InvalidReadingException.truncated(record.key, 100),
                  record.value.length));
        }
      }
    }
  }
}
