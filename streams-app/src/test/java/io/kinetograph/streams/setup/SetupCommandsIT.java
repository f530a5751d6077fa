// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import io.kinetograph.fixtures.kafka.SharedKafka;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.app.StreamsApp;
import io.kinetograph.streams.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** {@code kinetograph topics} and {@code kinetograph reset} against a real broker. */
@Execution(ExecutionMode.CONCURRENT)
@SharedKafka
class SetupCommandsIT {

  private static final long SEGMENT = 5_000_000L;

  @TempDir Path folder;
  private final KafkaCluster cluster;

  SetupCommandsIT(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** What a command printed, and its exit code. */
  private record Run(int code, String out, String err) {}

  private Run topics(String app, String... more) {
    return run(TopicsCommand.commandLine(), app, more);
  }

  private Run reset(String app, String... more) {
    return run(ResetCommand.commandLine(), app, more);
  }

  private Run run(CommandLine command, String app, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> args = new ArrayList<>(List.of("--bootstrap-servers", cluster.bootstrapServers()));
    Map.of(
            "kafka.application.id", app,
            "input.topic", app + ".in",
            "output.topic", app + ".out",
            "episodes.topic", app + ".episodes",
            "dead-letter.topic", app + ".dlq",
            "check.timeout", "2m")
        .forEach((key, value) -> args.addAll(List.of("--set", key + "=" + value)));
    args.addAll(List.of(more));
    int code =
        command
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args.toArray(String[]::new));
    return new Run(
        code, out.toString(), err.toString().replaceAll("\\w+: waiting up to 120 s .*\\R", ""));
  }

  @Test
  void missingTopicsAreCreatedWithTheirSettingsAndThenFit() throws Exception {
    Run dry = topics("fresh", "--dry-run", "--partitions", "3");
    assertThat(dry.code()).as(dry.err()).isEqualTo(3);
    assertThat(dry.out().lines())
        .containsExactly(
            "would create fresh.in: 3 partitions, 1 replica, cleanup.policy=delete,"
                + " retention.ms=604800000, min.insync.replicas=1,"
                + " message.timestamp.type=LogAppendTime",
            "would create fresh.out: 3 partitions, 1 replica, cleanup.policy=delete,"
                + " retention.ms=604800000, min.insync.replicas=1",
            "would create fresh.episodes: 3 partitions, 1 replica, cleanup.policy=delete,"
                + " retention.ms=604800000, min.insync.replicas=1",
            "would create fresh.dlq: 3 partitions, 1 replica, cleanup.policy=delete,"
                + " retention.ms=2592000000, min.insync.replicas=1");
    try (Admin admin = cluster.admin()) {
      assertThat(admin.listTopics().names().get()).doesNotContain("fresh.in");
    }

    Run created = topics("fresh", "--partitions", "3");
    assertThat(created.code()).as(created.err()).isZero();
    assertThat(created.out().lines().filter(line -> line.startsWith("created "))).hasSize(4);
    try (Admin admin = cluster.admin()) {
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, "fresh.in");
      var config =
          requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource));
      assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
      assertThat(config.get("retention.ms").value()).isEqualTo("604800000");
      assertThat(admin.describeTopics(List.of("fresh.out")).allTopicNames().get().get("fresh.out"))
          .extracting(topic -> topic.partitions().size())
          .isEqualTo(3);
    }

    Run again = topics("fresh");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out().lines())
        .startsWith(
            "exists fresh.dlq", "exists fresh.episodes", "exists fresh.in", "exists fresh.out")
        .hasSize(5);
    assertThat(topics("fresh", "--set", "episodes.enabled=false").out())
        .doesNotContain("fresh.episodes");
  }

  @Test
  void existingTopicsStayAsTheyAreAndANewOneFollowsThem() throws Exception {
    cluster.createTopic("kept.out", 2, Map.of("retention.ms", "1000"));
    Run run = topics("kept", "--command-config", commandConfig().toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("exists kept.out")
        .contains("  note: it has retention.ms=1000, a new topic would have 604800000")
        .contains("created kept.in: 2 partitions");

    cluster.createTopic("compact.in", 2, Map.of("cleanup.policy", "compact"));
    Run compacted = topics("compact");
    assertThat(compacted.code()).isEqualTo(1);
    assertThat(compacted.err())
        .isEqualToNormalizingNewlines(
            "topics: topic 'compact.in' (setting input.topic) is compacted and would lose records;"
                + " set its cleanup.policy to delete\n");

    Run unequal = topics("kept", "--partitions", "5");
    assertThat(unequal.out()).contains("note: it has 2 partitions, not 5");
  }

  @Test
  void aTopicThatCannotBeCreatedDoesNotHideThoseThatAre() throws Exception {
    // Kafka does not distinguish the two names in its metrics.
    cluster.createTopic("collides_out", 1, Map.of());
    Run run = topics("collides");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().lines().map(line -> line.replaceAll(":.*", "")))
        .containsExactly(
            "created collides.in", "created collides.episodes", "created collides.dlq");
    assertThat(run.err())
        .startsWith("topics: topic 'collides.out' cannot be created: ")
        .endsWith("collides_out; correct this and run the command again%n".formatted())
        .hasLineCount(1);
  }

  private Path commandConfig() throws Exception {
    return Files.writeString(folder.resolve("client.properties"), "client.id=an-operator\n");
  }

  @Test
  void faultsAreOneSentence() throws Exception {
    Run replicas = topics("replicated", "--replication", "3");
    assertThat(replicas.code()).isEqualTo(1);
    assertThat(replicas.err())
        .startsWith(
            "topics: topics 'replicated.in', 'replicated.out', 'replicated.episodes',"
                + " 'replicated.dlq' cannot be created: ")
        .endsWith("correct this and run the command again%n".formatted());
    assertThat(replicas.err().lines()).hasSize(1);
    assertThat(topics("replicated", "--partitions", "0"))
        .isEqualTo(
            new Run(
                2,
                "",
                "topics: --partitions is 0, not from 1 to 1000000%nSee 'kinetograph topics --help'.%n"
                    .formatted()));
    assertThat(reset("replicated", "--to", "yesterday").err())
        .startsWith("reset: --to is 'yesterday', not earliest, latest or a time such as 2026-");
    Run missing = reset("nothing-here");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("topic 'nothing-here.in' (setting input.topic) is missing");
    Path noFile = folder.resolve("missing.properties");
    assertThat(topics("replicated", "--command-config", noFile.toString()).code()).isEqualTo(2);
  }

  @Test
  void aStoppedAppStartsAnewAfterAReset() throws Exception {
    AppTopics topics = cluster.appTopics("anew", 2);
    // The changelog of an app whose id only begins like this one's.
    String other = "anew-2-progress-changelog";
    cluster.createTopic(other, 2, Map.of("cleanup.policy", "compact"));
    long start = (System.currentTimeMillis() - 120_000) * 1000 / SEGMENT * SEGMENT;
    topics.publish(Readings.of("anna", start, 12, 25));
    try (StreamsApp app = start(topics)) {
      assertThat(topics.labels(2)).hasSize(2);
      Run refused = reset("anew", "--execute");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).startsWith("reset: the app is running: group 'anew' is ");
      assertThat(app.health().isAlive()).isTrue();
    }

    Map<TopicPartition, OffsetAndMetadata> before = offsets();
    Run dry = reset("anew");
    assertThat(dry.code()).as(dry.err()).isZero();
    assertThat(dry.out())
        .contains("would set group 'anew' to offset 0 of anew.in-0")
        .contains("would delete topic anew-progress-changelog")
        .contains("would delete topic anew-episodes-changelog")
        .contains("nothing was changed");
    assertThat(offsets()).isEqualTo(before);

    // Also what the app has stored before it was set otherwise.
    assertThat(reset("anew", "--set", "episodes.enabled=false").out())
        .contains("would delete topic anew-episodes-changelog");

    Run done = reset("anew", "--execute");
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(done.out())
        .contains("set group 'anew' to offset 0 of anew.in-1")
        .contains("deleted topic anew-progress-changelog")
        .contains("deleted topic anew-episodes-changelog")
        .doesNotContain(other);
    try (Admin admin = cluster.admin()) {
      assertThat(admin.listTopics().names().get())
          .contains(other, "anew.in", "anew.out")
          .doesNotContain("anew-progress-changelog", "anew-episodes-changelog");
    }
    try (StreamsApp app = start(topics)) {
      assertThat(app.awaitRunning(Duration.ofMinutes(1))).isTrue();
      assertThat(topics.labels(4))
          .extracting(label -> label.getSegmentStart().toEpochMilli() - start / 1000)
          .containsExactly(0L, 5_000L, 0L, 5_000L);
    }

    assertThat(reset("anew", "--execute", "--to", "latest").code()).isZero();
    assertThat(offsets().values().stream().mapToLong(OffsetAndMetadata::offset).sum())
        .isEqualTo(60);
    assertThat(reset("anew", "--execute", "--to", "2100-01-01T00:00:00Z").code()).isZero();
    assertThat(offsets().values().stream().mapToLong(OffsetAndMetadata::offset).sum())
        .isEqualTo(60);
    assertThat(topics.labels(4)).extracting(ActivityLabel::getWearer).containsOnly("anna");
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets() throws Exception {
    try (Admin admin = cluster.admin()) {
      return admin.listConsumerGroupOffsets("anew").partitionsToOffsetAndMetadata().get();
    }
  }

  private StreamsApp start(AppTopics topics) throws Exception {
    Map<String, String> properties = topics.settings();
    properties.put("kafka.num.stream.threads", "1");
    properties.put("kafka.state.dir", folder.resolve("state").toString());
    properties.put("model.file", new TinyModel().write(folder.resolve("m.onnx")).toString());
    return StreamsApp.start(Settings.of(properties), new SimpleMeterRegistry());
  }
}
