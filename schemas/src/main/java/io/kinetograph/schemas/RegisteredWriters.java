package io.kinetograph.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Writers' schemas by their ids in a registry, each asked for once. A schema that cannot be read as
 * ours, or is not there, is remembered for a while, so that neither records of garbage nor those of
 * another topic's schema ask the registry again and again; only for a while, as it may be
 * registered a moment later.
 */
final class RegisteredWriters {

  static final Duration REFUSED_FOR = Duration.ofSeconds(10);
  static final int MOST_REFUSED = 10_000;

  private final IntFunction<Schema> registry;
  private final WriterSchemaCheck check;
  private final LongSupplier nanos;
  private final Map<Integer, Schema> readable = new ConcurrentHashMap<>();
  private final Map<Integer, Refusal> refused = new LinkedHashMap<>();

  private record Refusal(String reason, long at) {}

  /**
   * Creates an empty cache.
   *
   * @param registry gives the schema of an id; throws {@link SerializationException} if it has none
   * @param reader what the records are read as
   * @param nanos a clock in nanoseconds that never goes back
   */
  RegisteredWriters(IntFunction<Schema> registry, Schema reader, LongSupplier nanos) {
    this.registry = registry;
    this.check = new WriterSchemaCheck(reader);
    this.nanos = nanos;
  }

  /**
   * The schema of an id.
   *
   * @throws SerializationException if there is none, or records of it cannot be read as ours
   * @throws org.apache.kafka.common.KafkaException if the registry did not say
   */
  Schema writer(int id) {
    Schema known = readable.get(id);
    if (known != null) {
      return known;
    }
    String reason = refusal(id);
    if (reason != null) {
      throw new SerializationException(reason);
    }
    try {
      Schema writer = registry.apply(id);
      check.check(id, writer);
      readable.put(id, writer);
      return writer;
    } catch (SerializationException e) {
      refuse(id, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private @Nullable String refusal(int id) {
    synchronized (refused) {
      Refusal refusal = refused.get(id);
      if (refusal == null) {
        return null;
      }
      if (nanos.getAsLong() - refusal.at() < REFUSED_FOR.toNanos()) {
        return refusal.reason();
      }
      refused.remove(id);
      return null;
    }
  }

  private void refuse(int id, String reason) {
    synchronized (refused) {
      if (refused.size() >= MOST_REFUSED) {
        // The oldest first: they are in the order in which they came.
        var oldest = refused.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      refused.put(id, new Refusal(reason, nanos.getAsLong()));
    }
  }
}
