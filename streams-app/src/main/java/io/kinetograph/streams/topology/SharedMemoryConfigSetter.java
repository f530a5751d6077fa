// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/**
 * Makes a store use the {@link StateMemory} in Kafka Streams' settings.
 *
 * <p>Public because Kafka Streams creates it by class name.
 */
public final class SharedMemoryConfigSetter implements RocksDBConfigSetter {

  private static final long WRITE_BUFFER = 8L << 20;

  /**
   * The block size in which a write buffer allocates. The default is an eighth of the buffer: with
   * many partitions, buffers that are nearly empty would fill the shared memory.
   */
  private static final long ARENA_BLOCK = 64L << 10;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    if (!(configs.get(StateMemory.SETTING) instanceof StateMemory memory)) {
      throw new IllegalStateException(
          "setting " + StateMemory.SETTING + " is missing for the store " + store);
    }
    if (!(options.tableFormatConfig() instanceof BlockBasedTableConfig table)) {
      throw new IllegalStateException("the store " + store + " does not use block-based tables");
    }
    table.setBlockCache(memory.cache());
    // Otherwise they are stored outside the cache and grow with the number of tables.
    table.setCacheIndexAndFilterBlocks(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers());
    options.setWriteBufferSize(WRITE_BUFFER);
    options.setArenaBlockSize(ARENA_BLOCK);
  }

  @Override
  public void close(String store, Options options) {
    // All stores share the memory: its owner closes it.
  }
}
