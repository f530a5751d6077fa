// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.config.Settings;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @Test
  void byDefaultThereAreNoMoreThreadsThanCoresAndPartitions() throws Exception {
    assertThat(threads(Map.of(), 1)).isEqualTo("1");
    assertThat(threads(Map.of(), CORES + 1)).isEqualTo(Integer.toString(CORES));
  }

  @Test
  void aNumberOfThreadsThatIsSetIsKept() throws Exception {
    assertThat(threads(Map.of("kafka.num.stream.threads", "7"), 1)).isEqualTo("7");
  }

  private static String threads(Map<String, String> set, int partitions) throws Exception {
    Settings settings = Settings.of(set);
    Properties properties = StreamsProperties.of(settings);
    StreamsProperties.limitThreads(properties, settings, partitions);
    return properties.getProperty("num.stream.threads");
  }
}
