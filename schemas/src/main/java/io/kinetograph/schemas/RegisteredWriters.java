// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import io.kinetograph.schemas.registry.SchemaNotGivenException;
import io.kinetograph.schemas.registry.SchemaReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Caches writers' schemas by their ids or GUIDs in the registry; each is requested once. A missing
 * or unreadable schema is remembered for a while, so that corrupt records or records of another
 * topic's schema do not request it again and again; only for a while, because it may be registered
 * a moment later.
 */
final class RegisteredWriters {

  static final Duration REJECTED_FOR = Duration.ofSeconds(10);
  static final int MAX_REJECTED = 10_000;

  private final Function<SchemaReference, Schema> registry;
  private final WriterSchemaCheck check;
  private final String readerForm;
  private final LongSupplier nanos;
  private final Map<SchemaReference, Schema> readable = new ConcurrentHashMap<>();
  private final Map<SchemaReference, Rejection> rejected = new LinkedHashMap<>();

  private final Set<SchemaReference> readers = ConcurrentHashMap.newKeySet();

  /** Ids of the reader's own form. They are few, and a map would box the id of every record. */
  private volatile int[] readerIds = {};

  /**
   * A schema that is not asked for again for a while.
   *
   * @param reason completes a sentence
   * @param isNotGiven whether the registry may give it later
   */
  private record Rejection(String reason, boolean isNotGiven, long atNanos) {

    SerializationException exception() {
      return isNotGiven ? new SchemaNotGivenException(reason) : new SerializationException(reason);
    }
  }

  /**
   * Creates an empty cache.
   *
   * @param registry returns a schema; throws {@link SerializationException} if missing
   * @param reader the schema that the records are read as
   * @param nanos monotonic time in nanoseconds
   */
  RegisteredWriters(Function<SchemaReference, Schema> registry, Schema reader, LongSupplier nanos) {
    this.registry = registry;
    this.check = new WriterSchemaCheck(reader);
    this.readerForm = SchemaNormalization.toParsingForm(reader);
    this.nanos = nanos;
  }

  /**
   * A schema.
   *
   * @throws SerializationException if it is missing, or its records cannot be read as ours
   * @throws org.apache.kafka.common.KafkaException if the registry did not answer
   */
  Schema writer(SchemaReference id) {
    Schema known = readable.get(id);
    if (known != null) {
      return known;
    }
    Rejection rejection = rejection(id);
    if (rejection != null) {
      throw rejection.exception();
    }
    try {
      Schema writer = registry.apply(id);
      check.check(id, writer);
      if (SchemaNormalization.toParsingForm(writer).equals(readerForm)) {
        addReader(id);
      }
      readable.put(id, writer);
      return writer;
    } catch (SerializationException e) {
      reject(id, e);
      throw e;
    }
  }

  /**
   * Whether records of this id have the bytes of the reader's schema, which may differ in
   * documentation and defaults. False for an id that was not looked up yet.
   */
  boolean hasReaderBytes(int id) {
    for (int known : readerIds) {
      if (known == id) {
        return true;
      }
    }
    return false;
  }

  /** Whether records of this schema have the bytes of the reader's. */
  boolean hasReaderBytes(SchemaReference id) {
    return readers.contains(id);
  }

  private synchronized void addReader(SchemaReference reference) {
    if (readers.add(reference) && reference instanceof SchemaReference.Id added) {
      int[] ids = Arrays.copyOf(readerIds, readerIds.length + 1);
      ids[ids.length - 1] = added.id();
      readerIds = ids;
    }
  }

  private @Nullable Rejection rejection(SchemaReference id) {
    synchronized (rejected) {
      Rejection rejection = rejected.get(id);
      if (rejection == null) {
        return null;
      }
      if (nanos.getAsLong() - rejection.atNanos() < REJECTED_FOR.toNanos()) {
        return rejection;
      }
      rejected.remove(id);
      return null;
    }
  }

  private void reject(SchemaReference id, SerializationException failure) {
    synchronized (rejected) {
      if (rejected.size() >= MAX_REJECTED) {
        // Drop the oldest: the map keeps the order of insertion.
        var oldest = rejected.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      rejected.put(
          id,
          new Rejection(
              String.valueOf(failure.getMessage()),
              failure instanceof SchemaNotGivenException,
              nanos.getAsLong()));
    }
  }
}
