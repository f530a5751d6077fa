// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.streams.config.StateSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateMemoryTest {

  private static final long MEMORY = 8L << 20;

  @TempDir Path folder;

  @Test
  void manyStoresStayWithinTheMemoryOfAll() {
    List<KeyValueStore<Bytes, byte[]>> stores = new ArrayList<>();
    try (StateMemory memory = new StateMemory(new StateSettings(MEMORY))) {
      for (int task = 0; task < 6; task++) {
        stores.add(store(task, memory.settings()));
      }
      for (int i = 0; i < 6000; i++) {
        for (KeyValueStore<Bytes, byte[]> store : stores) {
          store.put(key(i), new byte[1024]);
        }
      }

      // 36 MB were written. The limit is soft: a buffer that is full is still being flushed.
      assertThat(memory.cache().getUsage()).isBetween(MEMORY / 8, MEMORY + MEMORY / 2);
      assertThat(stores.get(0).get(key(7))).hasSize(1024);
      stores.forEach(KeyValueStore::close);
    }
  }

  @Test
  void aSetterWithoutMemoryFailsAtOnce() {
    assertThatThrownBy(
            () ->
                store(
                    0,
                    Map.of(
                        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
                        SharedMemoryConfigSetter.class)))
        .hasMessage("setting kinetograph.state.memory is missing for the store samples");
  }

  private static Bytes key(int number) {
    return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private KeyValueStore<Bytes, byte[]> store(int task, Map<String, Object> settings) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.putAll(settings);
    var context =
        new MockProcessorContext<>(
            properties, new TaskId(0, task), folder.resolve(Integer.toString(task)).toFile());
    KeyValueStore<Bytes, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("samples"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
