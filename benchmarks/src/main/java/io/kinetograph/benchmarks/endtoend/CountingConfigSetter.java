// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.streams.topology.SharedMemoryConfigSetter;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;
import org.rocksdb.Statistics;

/**
 * Makes RocksDB count what it writes, for all stores together; otherwise like the app's setter.
 *
 * <p>Public because Kafka Streams creates it by class name.
 */
public final class CountingConfigSetter implements RocksDBConfigSetter {

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
