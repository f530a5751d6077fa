package io.kinetograph.streams.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/**
 * Has a store use the {@link StateMemory} that lies among Kafka Streams' settings.
 *
 * <p>Kafka Streams makes it by its name, therefore it is public.
 */
public final class SharedMemoryConfigSetter implements RocksDBConfigSetter {

  private static final long WRITE_BUFFER = 8L << 20;

  /**
   * What a write buffer takes at once. By default it is an eighth of the buffer: with many
   * partitions, the shared memory would be full of buffers that are nearly empty.
   */
  private static final long ARENA_BLOCK = 64L << 10;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    if (!(configs.get(StateMemory.SETTING) instanceof StateMemory memory)) {
      throw new IllegalStateException("no memory is set for the store " + store);
    }
    if (!(options.tableFormatConfig() instanceof BlockBasedTableConfig table)) {
      throw new IllegalStateException("the store " + store + " has no tables of blocks");
    }
    table.setBlockCache(memory.cache());
    // Else they would lie outside the cache, as many as there are tables.
    table.setCacheIndexAndFilterBlocks(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers());
    options.setWriteBufferSize(WRITE_BUFFER);
    options.setArenaBlockSize(ARENA_BLOCK);
  }

  @Override
  public void close(String store, Options options) {
    // The memory is the process's, not this store's.
  }
}
