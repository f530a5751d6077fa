// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.TopicSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * For minutes, the topics refuse the labels of some wearers and dead letters, limits change while
 * the app runs, and the app is killed. All other wearers of the partition get their labels.
 *
 * <p>{@code -Dsoak.seconds=600} is how long.
 */
@SharedKafka
@Tag("soak")
class RefusedRecordsIT {

  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("soak.seconds", 120));
  private static final Duration BASELINE = Duration.ofSeconds(20);
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  /** After a kill or a change, for so long the delay may be longer. */
  private static final Duration DISTURBED = Duration.ofSeconds(20);

  /** Labels of this wearer are larger than the output topic accepts. */
  private static final String LONG_NAME = "long-" + "w".repeat(2_000);

  /** Its labels have timestamps that the output topic does not accept. */
  private static final String REBOOTED = "rebooted";

  @TempDir Path folder;
  private final KafkaCluster cluster;
  private final Random random = new Random(Long.getLong("soak.seed", 1));
  private final ScheduledExecutorService bad = Executors.newSingleThreadScheduledExecutor();
  private int starts;
  private int changes;

  RefusedRecordsIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** How long after its publication each segment of the other wearers has its label. */
  private static final class Delays {

    private final Traffic traffic;
    private final TopicReader labels;
    private final Deque<long[]> waiting = new ArrayDeque<>();
    private final List<Long> millis = new ArrayList<>();
    private int published;
    private int seen;
    private int labeled;

    Delays(Traffic traffic, TopicReader labels) {
      this.traffic = traffic;
      this.labels = labels;
    }

    void look() {
      long now = System.nanoTime();
      if (traffic.segments() > published) {
        published = traffic.segments();
        waiting.add(new long[] {published, now});
      }
      for (; seen < labels.records().size(); seen++) {
        labeled += isOther(labels.records().get(seen)) ? 1 : 0;
      }
      while (!waiting.isEmpty() && waiting.element()[0] <= labeled) {
        millis.add(TimeUnit.NANOSECONDS.toMillis(now - waiting.remove()[1]));
      }
    }

    void readFor(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        labels.read(Duration.ofMillis(20));
        look();
      }
    }

    long quantile(int from, double share) {
      List<Long> sorted = millis.subList(from, millis.size()).stream().sorted().toList();
      return sorted.isEmpty() ? -1 : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
  }

  @Test
  void otherWearersOfThePartitionGetTheirLabelsOnceAndInTime() throws Exception {
    AppTopics topics = cluster.appTopics("refused-for-minutes", 1);
    cluster.setTopicConfig(topics.output(), "max.message.bytes", "3000");
    cluster.setTopicConfig(
        topics.output(), "message.timestamp.before.max.ms", "" + Duration.ofDays(7).toMillis());
    Map<String, String> settings = QuickApp.settings(topics, folder);
    settings.put("threads.failures", "0");
    settings.put("reading.earliest-time", "1970-01-01T00:00:00Z");
    List<Long> undisturbed = new ArrayList<>();
    int kills = 0;
    try (Traffic traffic = new Traffic(topics, 12, Duration.ofSeconds(1));
        TopicReader labels = topics.committedLabels()) {
      Delays delays = new Delays(traffic, labels);
      long end = System.nanoTime() + LENGTH.plus(BASELINE).toNanos();
      try (AppProcess app = start(settings)) {
        QuickApp.readUntil(app, labels, app::isRunning);
        delays.readFor(DISTURBED);
        int from = delays.millis.size();
        delays.readFor(BASELINE);
        undisturbed.add(delays.quantile(from, 0.5));
        publishWhatIsRefused(topics);
        refuse(topics, delays, undisturbed);
        app.kill();
        kills++;
      }
      while (System.nanoTime() < end) {
        try (AppProcess app = start(settings)) {
          QuickApp.readUntil(app, labels, app::isRunning);
          refuse(topics, delays, undisturbed);
          assertThat(app.isAlive()).as(app::log).isTrue();
          app.kill();
          kills++;
        }
      }
      List<ExpectedLabel> expected = traffic.stop();
      try (AppProcess last = start(settings)) {
        labels.readUntil(
            "the other wearers' labels",
            DEADLINE,
            () -> {
              delays.look();
              return delays.labeled >= expected.size();
            });
        labels.read(Duration.ofSeconds(3));
        bad.shutdownNow();
        QuickApp.close(last);
      }
      labels.read(Duration.ofSeconds(1));
      Result result =
          Result.of(expected, labels.records().stream().filter(RefusedRecordsIT::isOther).toList());
      List<String> rebooted =
          labels.records().stream().filter(r -> key(r).equals(REBOOTED)).map(this::place).toList();
      List<String> letters =
          topics.committed(topics.deadLetters(), 1).stream()
              .filter(letter -> key(letter).equals(LONG_NAME))
              .map(this::place)
              .toList();
      System.out.printf(
          Locale.ROOT,
          "refused: seconds=%d kills=%d changes=%d %s delay-ms p50=%d p99=%d max=%d"
              + " undisturbed-p50=%s rebooted-labels=%d label-letters=%d%n",
          LENGTH.toSeconds(),
          kills,
          changes,
          result.figures(),
          delays.quantile(0, 0.5),
          delays.quantile(0, 0.99),
          delays.quantile(0, 1),
          undisturbed,
          rebooted.size(),
          letters.size());
      assertThat(result.examples()).isEmpty();
      assertThat(result.isExactlyOnce()).isTrue();
      assertThat(rebooted).as("labels of a clock at 1970").isNotEmpty().doesNotHaveDuplicates();
      assertThat(letters).as("labels that are too large").isNotEmpty().doesNotHaveDuplicates();
      assertThat(delays.quantile(0, 1)).as("the longest delay").isLessThan(60_000);
      assertThat(undisturbed.subList(1, undisturbed.size()))
          .as("delays while records are refused, against those before")
          .allMatch(delay -> delay <= 4 * undisturbed.get(0) + 1_000);
    } finally {
      bad.shutdownNow();
    }
  }

  private AppProcess start(Map<String, String> settings) throws Exception {
    return QuickApp.start(folder, "app-" + starts++, settings);
  }

  /** A run of the app in which the dead-letter topic first accepts letters and then none. */
  private void refuse(AppTopics topics, Delays delays, List<Long> undisturbed) throws Exception {
    for (String maxBytes : List.of("1000000", "100")) {
      cluster.setTopicConfig(topics.deadLetters(), "max.message.bytes", maxBytes);
      changes++;
      delays.readFor(DISTURBED.plusMillis(random.nextInt(2_000)));
      int from = delays.millis.size();
      delays.readFor(Duration.ofSeconds(10));
      long median = delays.quantile(from, 0.5);
      if (median >= 0) {
        undisturbed.add(median);
      }
    }
  }

  /** Every second, what the topics refuse: labels by their size and timestamp, and dead letters. */
  private void publishWhatIsRefused(AppTopics topics) {
    long start = (System.currentTimeMillis() / 5000 - 24) * 5_000_000L;
    var unused =
        bad.scheduleAtFixedRate(
            new Runnable() {
              private long second;

              @Override
              public void run() {
                long micros = 1_000_000 * second++;
                for (var reading : Readings.of(LONG_NAME, start + micros, 1, 25)) {
                  var unused = topics.send(reading);
                }
                for (var reading : Readings.of(REBOOTED, 5_000_000 + micros, 1, 25)) {
                  var unused = topics.send(reading);
                }
                var unused = topics.send("garbage".getBytes(UTF_8), new byte[500]);
              }
            },
            0,
            1,
            TimeUnit.SECONDS);
  }

  private static boolean isOther(ConsumerRecord<byte[], byte[]> label) {
    return key(label).startsWith("wearer-");
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), UTF_8);
  }

  /** The wearer and the start of a label. */
  private String place(ConsumerRecord<byte[], byte[]> record) {
    var label = TopicSerdes.activityLabel().deserializer().deserialize("", record.value());
    return label.getWearer().length() + "@" + label.getSegmentStart();
  }
}
