// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Traces of a process: by the headers of a real broker's records, and to a collector. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class TracesIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void labelsContinueTracesWhoseSpansAreExportedAtTheEndAtLast(KafkaCluster cluster)
      throws Exception {
    AppTopics topics = cluster.appTopics("traces", 1);
    List<String> exported = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exported.add(exchange.getRequestURI() + " " + new String(body, ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try (AppProcess process =
        start(
            topics,
            "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + collector.getAddress().getPort(),
            // Nothing is exported before the end.
            "-Dotel.bsp.schedule.delay=600000",
            // As variables that many programs share may say.
            "-Dotel.propagators=b3",
            "-Dotel.metrics.exporter=prometheus",
            "-Dotel.logs.exporter=otlp")) {
      publish(topics);
      List<ConsumerRecord<byte[], byte[]>> labels = topics.committed(topics.output(), 2);
      assertThat(labels).hasSize(2);
      assertThat(labels)
          .extracting(label -> new String(label.headers().lastHeader("traceparent").value(), UTF_8))
          .allMatch(parent -> parent.matches("00-" + TRACE + "-[0-9a-f]{16}-01"))
          .doesNotHaveDuplicates();

      process.terminate();
      assertThat(process.exitCode(PATIENCE)).isEqualTo(AppProcess.SIGTERM);
      assertThat(exported).hasSize(1);
      assertThat(exported.get(0))
          .startsWith("/v1/traces ")
          .contains("process " + topics.input(), "anna", "labeled")
          .contains(attribute("service.name", topics.id()))
          .contains(new String(HexFormat.of().parseHex(TRACE), ISO_8859_1));
      assertThat(process.log()).doesNotContain("Exception", "ERROR");
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void aCollectorThatDoesNotAnswerStopsNoLabel(KafkaCluster cluster) throws Exception {
    AppTopics topics = cluster.appTopics("no-collector", 1);
    try (AppProcess process =
        start(
            topics,
            "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + closedPort(),
            "-Dotel.bsp.schedule.delay=100")) {
      publish(topics);
      assertThat(topics.committed(topics.output(), 2)).hasSize(2);
      process.awaitLog("spans. The request could not be executed. java.net.ConnectException");
      assertThat(process.log()).doesNotContain("\tat ");
      process.terminate();
      assertThat(process.exitCode(PATIENCE)).isEqualTo(AppProcess.SIGTERM);
    }
  }

  @Test
  void aProtocolThatTheAppDoesNotHaveIsNamed(KafkaCluster cluster) throws Exception {
    AppTopics topics = cluster.appTopics("grpc-traces", 1);
    try (AppProcess process = start(topics, "-Dotel.exporter.otlp.protocol=grpc")) {
      assertThat(process.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(process.onlyError())
          .contains("tracing.enabled=true, but spans cannot be exported")
          .contains("the protocol 'grpc': OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf");
    }
  }

  /** As OTLP encodes it; both texts are shorter than 126 characters. */
  private static String attribute(String key, String value) {
    return key + '\u0012' + (char) (value.length() + 2) + '\n' + (char) value.length() + value;
  }

  private AppProcess start(AppTopics topics, String... jvmOptions) throws IOException {
    Map<String, String> settings = topics.settings();
    settings.put("tracing.enabled", "true");
    return StreamProcess.start(folder, settings, jvmOptions);
  }

  private static void publish(AppTopics topics) throws Exception {
    long start = System.currentTimeMillis() / 5000 * 5_000_000 - 60_000_000;
    var serializer = TopicSerdes.accelerometerReading().serializer();
    for (AccelerometerReading reading : Readings.of("anna", start, 10, 25)) {
      byte[] value = serializer.serialize(topics.input(), reading);
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topics.input(), "anna".getBytes(UTF_8), value);
      record.headers().add("traceparent", PARENT.getBytes(UTF_8));
      topics.cluster().send(record).get();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
