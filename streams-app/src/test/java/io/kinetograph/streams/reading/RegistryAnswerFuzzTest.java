// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import io.kinetograph.schemas.registry.SchemaRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged and hostile JSON from a schema registry, with damaged and hostile schemas in it. */
class RegistryAnswerFuzzTest {

  private static final long MAX_ALLOCATED = 64 << 20;

  /** Leaves no time to ask again, which happens after an answer that is not a registry's. */
  private static final Duration TIMEOUT = Duration.ofMillis(130);

  private volatile byte[] answer = {};
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "registry");
    thread.setDaemon(true);
    thread.start();
  }

  /** Not the JDK's server: it sends header and body apart, and the second waits 40 ms. */
  private void serve() {
    while (true) {
      try (Socket client = server.accept()) {
        BufferedReader request =
            new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
        for (String line = request.readLine(); line != null; line = request.readLine()) {
          if (line.isEmpty()) {
            byte[] body = answer;
            byte[] head =
                "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n"
                    .formatted(body.length)
                    .getBytes(UTF_8);
            client.getOutputStream().write(ArrayUtils.addAll(head, body));
          }
        }
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void everyAnswerIsReadOrRejected() {
    fuzz(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyAnswersIsReadOrRejected() {
    fuzz(soakInputs());
  }

  private void fuzz(int inputs) {
    Deserializer<AccelerometerReading> deserializer =
        TopicSerdes.accelerometerReading(
                new SchemaRegistry(
                    new RegistrySettings(
                        List.of(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/")),
                        RegistryLogin.none(),
                        false,
                        TIMEOUT)))
            .deserializer();
    // Each answer has its own id: a schema is requested once.
    ByteBuffer record = ByteBuffer.wrap(record());
    AtomicInteger id = new AtomicInteger();
    new FuzzedReader("registry", KafkaException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator()::next,
            input -> {
              answer = input;
              deserializer.deserialize("t", record.putInt(1, id.incrementAndGet()).array());
            });
  }

  private static Mutator mutator() {
    Schema schema = AccelerometerReading.getClassSchema();
    String text = schema.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    String array =
        "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"AccelerometerReading\\\",\\\"fields\\\":["
            + "{\\\"name\\\":\\\"x\\\",\\\"type\\\":{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"null\\\"}}]}";
    return new Mutator(
        List.of(
            ("{\"schema\":\"" + text + "\"}").getBytes(UTF_8),
            ("{\"schemaType\":\"AVRO\",\"schema\":\"" + array + "\"}").getBytes(UTF_8)),
        List.of(
            "[",
            "{\\\"type\\\":\\\"array\\\",\\\"items\\\":",
            "{\\\"type\\\":\\\"map\\\",\\\"values\\\":",
            "\\\"null\\\"",
            "\\\"AccelerometerReading\\\"",
            "\\\"default\\\":",
            "1e999999999",
            "\\ud800"));
  }

  private static byte[] record() {
    AccelerometerReading reading =
        Readings.reading("anna", Unit.TORSO, 1_700_000_000_000_000L, 40_000, 1f, 2f);
    byte[] bytes = TopicSerdes.accelerometerReading().serializer().serialize("t", reading);
    int headerLength = 10;
    return ByteBuffer.allocate(bytes.length - headerLength + 5)
        .put((byte) 0)
        .putInt(0)
        .put(bytes, headerLength, bytes.length - headerLength)
        .array();
  }
}
