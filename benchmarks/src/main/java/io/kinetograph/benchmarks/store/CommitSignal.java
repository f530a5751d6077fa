package io.kinetograph.benchmarks.store;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * A store that holds nothing and tells of commits: behind a record cache, what was put into it
 * arrives when the cache is flushed, which Kafka Streams does as the first step of a commit. There
 * is no other public way to do something just before one.
 */
final class CommitSignal implements KeyValueStore<Bytes, byte[]> {

  static final String NAME = "commits";
  static final Bytes KEY = Bytes.wrap(new byte[] {1});

  private final Map<TaskId, CommitSignal> opened;
  private Runnable listener = () -> {};
  private boolean open;

  private CommitSignal(Map<TaskId, CommitSignal> opened) {
    this.opened = opened;
  }

  /**
   * Builds signals.
   *
   * @param opened is given each task's: the task itself sees only what wraps it
   */
  static StoreBuilder<?> builder(Map<TaskId, CommitSignal> opened) {
    return Stores.keyValueStoreBuilder(
            new KeyValueBytesStoreSupplier() {
              @Override
              public String name() {
                return NAME;
              }

              @Override
              public KeyValueStore<Bytes, byte[]> get() {
                return new CommitSignal(opened);
              }

              @Override
              public String metricsScope() {
                return NAME;
              }
            },
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingDisabled();
  }

  void onCommit(Runnable run) {
    listener = run;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    opened.put(context.taskId(), this);
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    listener.run();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    put(key, value);
    return null;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    return null;
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return null;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    throw new UnsupportedOperationException("it holds nothing");
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    throw new UnsupportedOperationException("it holds nothing");
  }

  @Override
  public long approximateNumEntries() {
    return 0;
  }
}
