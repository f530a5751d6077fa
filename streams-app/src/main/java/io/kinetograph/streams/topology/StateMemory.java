// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.streams.config.StateSettings;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all RocksDB stores of the process share, for cached reads and for writes before
 * they are flushed. With RocksDB's defaults every store of every partition would take up to 98 MB
 * (three write buffers of 16 MB and a cache of 50 MB), so the memory would grow with the number of
 * assigned partitions.
 *
 * <p>The caller closes it, after the stores.
 */
public final class StateMemory implements AutoCloseable {

  static final String SETTING = "kinetograph.state.memory";

  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  /** Sets the limit; memory is allocated only as stores need it. */
  public StateMemory(StateSettings rules) {
    RocksDB.loadLibrary();
    cache = new LRUCache(rules.memoryBytes());
    // Write buffers are charged to the cache, so both together stay within the limit.
    writeBuffers = new WriteBufferManager(rules.memoryBytes() / 2, cache);
  }

  /** Kafka Streams settings that make its stores use this memory. */
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
