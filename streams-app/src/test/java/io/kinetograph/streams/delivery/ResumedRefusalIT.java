// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What Kafka does if a handler resumes after a refusal: decision 14 depends on it, so a version of
 * Kafka that differs must be noticed.
 */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class ResumedRefusalIT {

  @TempDir Path folder;
  private final KafkaCluster cluster;

  ResumedRefusalIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void withExactlyOnceTheTransactionIsLostAlthoughTheHandlerResumes() throws Exception {
    AppTopics topics = cluster.appTopics("resumed", 1);
    cluster.createTopic("resumed.limited", 1, Map.of("message.timestamp.before.max.ms", "3600000"));
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(topics.input()).to("resumed.limited");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.id());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(
        StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class.getName());
    properties.put(
        StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class.getName());
    properties.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, Resuming.class.getName());
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
      streams.setUncaughtExceptionHandler(
          failure -> {
            failed.complete(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.start();
      cluster.send(new ProducerRecord<>(topics.input(), 0, 5_000L, null, new byte[1])).get();
      cluster
          .send(
              new ProducerRecord<>(
                  topics.input(), 0, System.currentTimeMillis(), null, new byte[2]))
          .get();

      assertThat(ExceptionUtils.getThrowableList(failed.get(1, TimeUnit.MINUTES)))
          .hasAtLeastOneElementOfType(InvalidTimestampException.class);
    }
    assertThat(topics.committed("resumed.limited", 0)).isEmpty();
  }

  /** Kafka Streams creates it by class name. */
  public static final class Resuming implements ProductionExceptionHandler {

    @Override
    public Response handleError(
        ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
      return Response.resume();
    }

    @Override
    public void configure(Map<String, ?> configs) {}
  }
}
