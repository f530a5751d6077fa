// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;

/** The store as a task finds it after it was restored from its changelog. */
final class RestoredStore extends InMemoryKeyValueStore {

  /** Makes one. */
  record Supplier(String name, Map<String, byte[]> changelog)
      implements KeyValueBytesStoreSupplier {

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new RestoredStore(name, changelog);
    }

    @Override
    public String metricsScope() {
      return "in-memory";
    }
  }

  private final Map<String, byte[]> changelog;

  private RestoredStore(String name, Map<String, byte[]> changelog) {
    super(name);
    this.changelog = changelog;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    super.init(context, root);
    changelog.forEach((key, value) -> put(Bytes.wrap(key.getBytes(UTF_8)), value));
  }
}
