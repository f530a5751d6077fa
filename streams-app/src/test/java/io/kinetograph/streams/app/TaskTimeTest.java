// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class TaskTimeTest {

  @Test
  void moreThanAThirdOfATransactionIsWarnedOf() throws Exception {
    assertThat(warning(66, Map.of())).isEmpty();
    assertThat(warning(67, Map.of()))
        .hasValue(
            "if this process gets all 67 partitions of topic 'in', one stream thread runs up to 34"
                + " of them. They may work for 3400 ms in one transaction, and the transaction"
                + " timeout is 10 s. Keep the work below a third of it: raise"
                + " kafka.num.stream.threads (2) or kafka.producer.transaction.timeout.ms (10000),"
                + " or lower batch.max-processing-time (100 ms)");
  }

  @Test
  void theSettingsThatItNamesHelp() throws Exception {
    for (var setting :
        Map.of(
                "kafka.num.stream.threads", "3",
                "kafka.producer.transaction.timeout.ms", "11000",
                "kafka.transaction.timeout.ms", " 11000 ",
                "batch.max-processing-time", "90ms")
            .entrySet()) {
      assertThat(warning(67, Map.of(setting.getKey(), setting.getValue())))
          .as(setting.getKey())
          .isEmpty();
    }
  }

  @Test
  void moreThreadsThanPartitionsDoNotMakeATaskShorter() throws Exception {
    assertThat(
            warning(
                1,
                Map.of(
                    "kafka.num.stream.threads", "50",
                    "batch.max-processing-time", "1s",
                    "kafka.producer.transaction.timeout.ms", "2000")))
        .isPresent();
  }

  @Test
  void withoutTransactionsThereIsNoLimit() throws Exception {
    assertThat(warning(1000, Map.of("kafka.processing.guarantee", "at_least_once"))).isEmpty();
  }

  private static Optional<String> warning(int partitions, Map<String, String> given)
      throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("input.topic", "in");
    all.put("kafka.num.stream.threads", "2");
    all.putAll(given);
    Settings settings = Settings.of(all);
    return TaskTime.warning(
        settings, new StreamsConfig(StreamsProperties.of(settings)), partitions);
  }
}
