// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.recording.SyntheticRecordings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.TopicSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateIT {

  private static final Pattern TOTAL =
      Pattern.compile("end: (\\d+) readings sent, (\\d+) acknowledged, 0 lost, 0 repeated");

  @Test
  void brokerHasEveryReadingThatIsReported(@TempDir Path folder) throws Exception {
    TopicSettings topics = new TopicSettings("readings", "labels", "dead-letters");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, LocalPorts.firstFreeFrom(9092))) {
      String servers = broker.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
        new QuickstartTopics(admin, topics).create();
      }
      String output =
          simulate("--bootstrap-servers=" + servers, "--topic=readings", "--duration=6s");

      Matcher total = TOTAL.matcher(output);
      assertThat(total.find()).as(output).isTrue();
      Map<String, Long> ends = read(servers);
      assertThat(ends.get("readings")).isEqualTo(Long.parseLong(total.group(1)));
      assertThat(total.group(2)).isEqualTo(total.group(1));
      assertThat(ends.get("wearers and units")).isEqualTo(8 * 5);
    }
  }

  @Test
  void missingTopicIsNamed(@TempDir Path folder) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, LocalPorts.firstFreeFrom(9092))) {
      String address = "--bootstrap-servers=" + broker.bootstrapServers();

      assertThat(errors(address, "--topic=none", "--duration=1s")).contains("topic none");
    }
  }

  @Test
  void readingsThatTheBrokerRefusesAtTheEndAreAFailure(@TempDir Path folder) throws Exception {
    Path recordings = Files.createDirectory(folder.resolve("recordings"));
    new SyntheticRecordings(1, 1, 1).writeFolder(recordings);
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("broker"), LocalPorts.firstFreeFrom(9092))) {
      String servers = broker.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
        NewTopic narrow =
            new NewTopic("readings", 1, (short) 1).configs(Map.of("max.message.bytes", "100"));
        admin.createTopics(List.of(narrow)).all().get();
      }

      assertThat(
              errors(
                  "--bootstrap-servers=" + servers,
                  "--topic=readings",
                  "--replay=" + recordings,
                  // All records are in one batch, which leaves when the producer is flushed.
                  "--kafka=linger.ms=60000",
                  "--kafka=batch.size=1000000"))
          .startsWith("cannot publish readings: The request included a message larger than");
    }
  }

  /** What a command that fails writes to the standard error. */
  private static String errors(String... args) {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      assertThat(SimulateCommand.execute(new CountDownLatch(1), args)).isEqualTo(1);
    } finally {
      System.setErr(before);
    }
    return errors.toString(StandardCharsets.UTF_8);
  }

  private static String simulate(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      assertThat(SimulateCommand.execute(new CountDownLatch(1), args)).isZero();
    } finally {
      System.setOut(before);
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, Long> read(String servers) {
    try (KafkaConsumer<String, AccelerometerReading> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new StringDeserializer(),
            TopicSerdes.accelerometerReading().deserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, QuickstartTopics.PARTITIONS)
              .mapToObj(partition -> new TopicPartition("readings", partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long left = ends.values().stream().mapToLong(Long::longValue).sum();
      long readings = left;
      Set<String> units = new HashSet<>();
      while (left > 0) {
        for (ConsumerRecord<String, AccelerometerReading> record :
            consumer.poll(Duration.ofSeconds(1))) {
          left--;
          units.add(record.key() + record.value().getUnit());
        }
      }
      return Map.of("readings", readings, "wearers and units", (long) units.size());
    }
  }
}
