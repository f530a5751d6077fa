// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.outputFormat;
import static io.kinetograph.streams.config.SettingValues.textOrEmpty;
import static io.kinetograph.streams.config.SettingValues.trueOrFalse;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;

/**
 * Every setting: its key, type, default, range and documentation. Each settings record of this
 * package defines its own; the others are defined here. The table in {@code docs/configuration.md}
 * is generated from them.
 */
final class SettingsDefinition {

  static final String KAFKA_PREFIX = "kafka.";

  static final ConfigDef SETTINGS = new SettingsDefinition().settings;

  private final ConfigDef settings = new ConfigDef();

  private SettingsDefinition() {
    TopicSettings.define(this);
    output();
    ReadingSettings.define(this);
    SegmentSettings.define(this);
    LabelSettings.define(this);
    EpisodeSettings.define(this);
    BatchSettings.define(this);
    SampleSettings.define(this);
    ModelSettings.define(this);
    HttpSettings.define(this);
    MetricsSettings.define(this);
    TracingSettings.define(this);
    ThreadSettings.define(this);
    preflight();
    progress();
    registry();
    kafka();
  }

  private void output() {
    string(
        "output.format",
        "avro",
        outputFormat(),
        "Format of the labels and episodes: `avro` or [`json`](wire-format.md#json). The app reads"
            + " readings in both formats, whatever is set here.");
  }

  private void preflight() {
    string(
        "check.timeout",
        "30s",
        duration("1s", "1d"),
        "Timeout for the brokers to respond at startup, when the app checks the topics. If it is"
            + " not set, `topics`, `reset` and `mounting` wait 10 s for the first response.");
  }

  private void progress() {
    string(
        "progress.timeout",
        "20s",
        duration("1s", "1d"),
        "How long records of a partition may wait without progress (a new committed offset) until"
            + " `/health/ready` and the log report the partition and the cause. At least twice"
            + " `kafka.commit.interval.ms`.");
  }

  private void registry() {
    string(
        "registry.url",
        "",
        textOrEmpty("comma-separated URLs"),
        "A [schema registry](schema-registry.md) with Confluent's REST API: `http://HOST:PORT` or"
            + " `https://HOST:PORT`, with a path if needed. If one URL does not respond, the app"
            + " tries the next. If set, the app writes labels and episodes in Confluent's wire"
            + " format (unless `output.format=json`) and reads readings in all formats. Empty: no"
            + " registry.");
    define(
        "registry.auto-register",
        ConfigDef.Type.BOOLEAN,
        true,
        trueOrFalse(),
        "Whether the app registers the schemas of labels and episodes if the registry does not have"
            + " them. `false`: the app only looks them up.");
    string(
        "registry.user",
        "",
        textOrEmpty("a user's name"),
        "User name for the registry (HTTP basic authentication).");
    define(
        "registry.password",
        ConfigDef.Type.PASSWORD,
        "",
        textOrEmpty("a password"),
        "Password of this user.");
    define(
        "registry.token",
        ConfigDef.Type.PASSWORD,
        "",
        textOrEmpty("a token"),
        "Bearer token, instead of user and password.");
    string(
        "registry.timeout",
        "5s",
        duration("1ms", "1d"),
        "Timeout for the registry to respond, including retries. Keep it below"
            + " `kafka.producer.transaction.timeout.ms` (10 s by default).");
  }

  /** Their types and ranges are Kafka's own: {@link KafkaConfigValidator} knows them. */
  private void kafka() {
    kafka("bootstrap.servers", "localhost:9092", "The brokers.");
    kafka(
        "application.id",
        "kinetograph",
        "The consumer group, and the prefix of the changelog topics and transactional ids.");
    kafka("processing.guarantee", "exactly_once_v2", "Processing guarantee of Kafka Streams.");
    kafka(
        "commit.interval.ms",
        "100",
        "Commit interval. `read_committed` consumers see a label when its transaction is"
            + " committed.");
    kafka(
        "num.stream.threads",
        "",
        "Number of stream threads. Empty: one per core, but at most one per partition of the input"
            + " topic.");
    kafka(
        "num.standby.replicas",
        "0",
        "How many other processes keep a copy of each partition's stores, which say which segments"
            + " of its wearers have closed and which episodes are open. Samples are not copied: a"
            + " process that takes over reads the input topic again from the oldest open segment.");
    kafka(
        "acceptable.recovery.lag",
        Long.toString(Long.MAX_VALUE),
        "How many changelog records a process may lack and still get a partition. The small store"
            + " is restored within seconds, so a new process gets its partitions at once. With"
            + " Kafka's own default, 10000, a process that joins gets only copies at first, two"
            + " every 10 minutes.");
    kafka(
        "max.task.idle.ms",
        "-1",
        "How long a task waits for records of other partitions. A task has one partition, so"
            + " it never needs to wait.");
    kafka(
        "topic.segment.bytes",
        "33554432",
        "Size of a log segment of the changelogs. Brokers compact a log segment only when"
            + " it is full, and a restore also reads records that are not compacted yet. Used"
            + " when a changelog is created.");
    kafka(
        "topic.delete.retention.ms",
        "600000",
        "How long the changelogs keep tombstones of deleted wearers. Used when a changelog is"
            + " created.");
  }

  private void kafka(String key, String byDefault, String documentation) {
    settings.define(
        KAFKA_PREFIX + key, ConfigDef.Type.STRING, byDefault, Importance.MEDIUM, documentation);
  }

  void string(String key, String byDefault, Validator range, String documentation) {
    define(key, ConfigDef.Type.STRING, byDefault, range, documentation);
  }

  /** The range's text is the column of values in the table, and part of the error message. */
  void define(
      String key, ConfigDef.Type type, Object byDefault, Validator range, String documentation) {
    settings.define(key, type, byDefault, range, Importance.MEDIUM, documentation);
  }
}
