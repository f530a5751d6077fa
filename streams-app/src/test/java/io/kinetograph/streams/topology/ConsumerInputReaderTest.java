// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class ConsumerInputReaderTest {

  @Test
  void itReadsAsTheMainConsumerDoesButInNoGroup() {
    StreamsConfig kafka =
        new StreamsConfig(
            Map.of(
                "application.id", "app",
                "bootstrap.servers", "localhost:9092",
                "processing.guarantee", "exactly_once_v2",
                "consumer.fetch.max.bytes", "1000",
                "main.consumer.interceptor.classes", BrokerTimeInterceptor.class.getName(),
                "main.consumer.auto.offset.reset", "latest",
                "main.consumer.client.id", "main",
                "main.consumer.group.instance.id", "static"));

    Map<String, Object> settings = ConsumerInputReader.settings(kafka, new TopicPartition("in", 3));

    assertThat(settings)
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("client.id", "app-replay-in-3")
        .containsEntry("fetch.max.bytes", "1000")
        .containsEntry("max.poll.records", 100)
        .containsEntry("interceptor.classes", BrokerTimeInterceptor.class.getName())
        .doesNotContainKeys("group.id", "group.instance.id");
    assertThat(String.valueOf(settings.get("enable.auto.commit"))).isEqualTo("false");
  }

  @Test
  void aSmallerNumberOfRecordsPerPollThatIsSetStays() {
    StreamsConfig kafka =
        new StreamsConfig(
            Map.of(
                "application.id", "app",
                "bootstrap.servers", "localhost:9092",
                "main.consumer.max.poll.records", "20"));

    assertThat(ConsumerInputReader.settings(kafka, new TopicPartition("in", 3)))
        .containsEntry("max.poll.records", 20);
  }
}
