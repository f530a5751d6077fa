package io.kinetograph.benchmarks.store;

import io.kinetograph.streams.topology.SharedMemoryConfigSetter;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;
import org.rocksdb.Statistics;

/**
 * Has RocksDB count what it writes, for all stores together, and otherwise does what the app's
 * setter does. Kafka Streams makes it by its name, therefore it is public.
 */
public final class CountingSetter implements RocksDBConfigSetter {

  /** Setting that holds the {@link Statistics}. */
  static final String STATISTICS = "benchmark.statistics";

  private final SharedMemoryConfigSetter apps = new SharedMemoryConfigSetter();

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    apps.setConfig(store, options, configs);
    options.setStatistics((Statistics) configs.get(STATISTICS));
  }

  @Override
  public void close(String store, Options options) {
    apps.close(store, options);
  }
}
