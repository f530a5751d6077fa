package io.kinetograph.streams.topology;

import io.kinetograph.streams.config.StateSettings;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all RocksDB stores of the process share: what is read is cached in it, and what
 * is written waits in it for the disk. By itself every store of every partition would take up to 98
 * MB (three write buffers of 16 MB and a cache of 50 MB), so that memory would grow with the
 * partitions that a process happens to be given.
 *
 * <p>Whoever makes it closes it, after the stores.
 */
public final class StateMemory implements AutoCloseable {

  static final String SETTING = "kinetograph.state.memory";

  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  /** Reserves nothing yet: memory is taken as stores need it. */
  public StateMemory(StateSettings rules) {
    RocksDB.loadLibrary();
    cache = new LRUCache(rules.memoryBytes());
    // Write buffers count as a part of the cache, so that the two together stay within it.
    writeBuffers = new WriteBufferManager(rules.memoryBytes() / 2, cache);
  }

  /** Settings of Kafka Streams that make its stores use this memory. */
  public Map<String, Object> settings() {
    return Map.of(
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
        SharedMemoryConfigSetter.class,
        SETTING,
        this);
  }

  Cache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }
}
