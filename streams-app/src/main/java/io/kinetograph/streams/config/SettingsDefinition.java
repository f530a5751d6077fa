// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.device;
import static io.kinetograph.streams.config.SettingValues.divisorOfSegment;
import static io.kinetograph.streams.config.SettingValues.duration;
import static io.kinetograph.streams.config.SettingValues.meterScope;
import static io.kinetograph.streams.config.SettingValues.numberAboveZero;
import static io.kinetograph.streams.config.SettingValues.path;
import static io.kinetograph.streams.config.SettingValues.share;
import static io.kinetograph.streams.config.SettingValues.size;
import static io.kinetograph.streams.config.SettingValues.text;
import static io.kinetograph.streams.config.SettingValues.textOrEmpty;
import static io.kinetograph.streams.config.SettingValues.trueOrFalse;
import static io.kinetograph.streams.config.SettingValues.units;
import static io.kinetograph.streams.config.SettingValues.unitsOrEmpty;
import static io.kinetograph.streams.config.SettingValues.wholeNumber;
import static io.kinetograph.streams.config.SettingValues.zeroOrDuration;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;

/**
 * Every setting: its key, default, type, range and documentation. The table in {@code
 * docs/configuration.md} is generated from here.
 */
final class SettingsDefinition {

  static final String KAFKA_PREFIX = "kafka.";

  static final ConfigDef SETTINGS = new SettingsDefinition().define();

  private final ConfigDef settings = new ConfigDef();

  private SettingsDefinition() {}

  private ConfigDef define() {
    topics();
    readings();
    segments();
    batches();
    state();
    model();
    operations();
    registry();
    kafka();
    return settings;
  }

  private void topics() {
    Validator name = text("a topic's name");
    string("input.topic", "wearable.accelerometer", name, "Topic of the readings.");
    string("output.topic", "wearer.activity", name, "Topic of the labels.");
    string(
        "dead-letter.topic",
        "wearable.accelerometer.dlq",
        name,
        "Topic of the invalid records, unchanged, with headers that give the reason and the source"
            + " ([records that are too large](operations.md#invalid-records)"
            + " without their value and headers).");
  }

  private void readings() {
    string(
        "reading.max-clock-skew",
        "5m",
        duration("0s", "1d"),
        "How far ahead of the broker's clock a reading may end; a reading further ahead is a dead"
            + " letter. The broker's clock is known where the input topic has"
            + " `message.timestamp.type=LogAppendTime`; otherwise the app's own clock is used.");
    number(
        "reading.max-acceleration",
        500,
        numberAboveZero(),
        "Largest magnitude along an axis, in m/s^2; a reading beyond it is a dead letter.");
  }

  private void segments() {
    string(
        "segment.hop",
        "5s",
        divisorOfSegment(),
        "From the start of one segment to the start of the next. A hop below 5 s gives overlapping"
            + " segments.");
    string(
        "segment.grace",
        "5s",
        duration("0s", "1d"),
        "How long, in a wearer's event time, an incomplete segment waits for delayed readings. It"
            + " closes when readings of two units start more than this after its end. If only"
            + " one unit was heard within the idle timeout, that unit decides.");
    string(
        "segment.idle-timeout",
        "10s",
        duration("1ms", "1d"),
        "How long a wearer may send nothing before their open segments close. Measured by the time"
            + " of the topic's records, and by the wall clock while no record comes; time in which"
            + " the partition's leader does not answer does not count.");
    string(
        "segment.wearer-retention",
        "1d",
        duration("1ms", "1d"),
        "How long a wearer may send nothing before the stores forget which of their segments have"
            + " closed; at least `segment.grace` and `segment.idle-timeout` together. A reading"
            + " that is delayed by more than that may be labeled again. `kinetograph.wearers`"
            + " counts the wearers stored.");
    string(
        "segment.max-gap",
        "200ms",
        duration("1ms", "1d"),
        "Longest time between two samples that is bridged by a straight line.");
    number(
        "segment.min-coverage",
        0.75,
        share(),
        "Smallest share of a segment's picture that must be measured for a label. 0.75 lets one of"
            + " five units be missing.");
    string(
        "segment.expected-units",
        "TORSO,RIGHT_ARM,LEFT_ARM,RIGHT_LEG,LEFT_LEG",
        units(),
        "Units that make a segment complete: once all of them have delivered it, it is labeled"
            + " without waiting. Other units are used if they have arrived by then.");
    string(
        "segment.required-units",
        "",
        unitsOrEmpty(),
        "Units without which a segment gets no label; `segment.min-coverage` then applies to their"
            + " rows alone. Empty: none, and coverage is that of the whole picture. All of them"
            + " must be among `segment.expected-units`.");
  }

  private void batches() {
    settings.define(
        "batch.size",
        ConfigDef.Type.INT,
        64,
        wholeNumber(1, 1024),
        Importance.MEDIUM,
        "Most segments in one call of the model.");
    string(
        "batch.linger",
        "20ms",
        duration("1ms", "1d"),
        "How long a closed segment waits for others at most.");
    string(
        "batch.max-processing-time",
        "100ms",
        duration("10ms", "1s"),
        "The longest time that a task closes and labels segments before its thread commits, polls"
            + " and serves its other tasks. One call of the model may exceed it. The rest waits for"
            + " the next round. The times of all tasks of a thread, one task per partition,"
            + " must add up to well below `kafka.producer.transaction.timeout.ms` (10 s by"
            + " default).");
  }

  private void state() {
    string(
        "state.memory",
        "128MB",
        size("8MB"),
        "Memory outside the Java heap that the stores of all partitions share: half of it for data"
            + " that waits to be written, the rest to cache data that is read. KB, MB and GB are"
            + " powers of 1024.");
  }

  private void model() {
    string(
        "model.file",
        "",
        path(),
        "The ONNX model. Empty: the one shipped in the jar. A file is watched: see [a new"
            + " model](#a-new-model).");
    string(
        "model.device",
        "auto",
        device(),
        "What the model runs on: `cpu`; `cuda` or `cuda:N`, an NVIDIA GPU, counted from 0;"
            + " `tensorrt` or `tensorrt:N`, the same by TensorRT. `auto` takes the first GPU by"
            + " CUDA where one works, otherwise the CPU, and logs which and why. A GPU that is"
            + " requested and does not work stops the start. GPUs need [a build of their"
            + " own](#on-a-gpu).");
    string(
        "model.refresh-interval",
        "10s",
        zeroOrDuration("100ms", "1d"),
        "How often `model.file` is checked for a new model; `0s`: it is read only at the start.");
  }

  private void operations() {
    string(
        "http.host",
        "127.0.0.1",
        text("a host name or an address"),
        "Interface on which `/metrics`, `/health/live`, `/health/ready` and `/info` answer;"
            + " `0.0.0.0` for all.");
    settings.define(
        "http.port",
        ConfigDef.Type.INT,
        8080,
        wholeNumber(0, 65_535),
        Importance.MEDIUM,
        "Their port; `0` takes a free one.");
    string(
        "metrics.kafka",
        "essential",
        meterScope(),
        "How many of Kafka's own meters `/metrics` has: `none`, `essential`"
            + " ([listed](metrics.md#kafkas)) or `all`.");
    settings.define(
        "threads.failures",
        ConfigDef.Type.INT,
        5,
        wholeNumber(0, 1000),
        Importance.MEDIUM,
        "How many failures of stream threads within `threads.failure-span` are answered by a new"
            + " thread; the next one ends the process. Threads that fail before the first of them"
            + " is replaced count as one failure, since one event may fail them all.");
    string(
        "threads.failure-span",
        "10m",
        duration("1ms", "1d"),
        "The time over which failures are counted.");
    string(
        "check.timeout",
        "30s",
        duration("0s", "1d"),
        "How long the brokers may take to answer at the start, when the topics are checked.");
  }

  private void registry() {
    string(
        "registry.url",
        "",
        textOrEmpty("URLs with commas between them"),
        "A [schema registry](schema-registry.md) with Confluent's REST API: `http://HOST:PORT` or"
            + " `https://HOST:PORT`, with a path if needed; if one does not answer, the next is"
            + " asked. If set, labels are written in Confluent's format and readings are read in"
            + " both. Empty: no registry.");
    settings.define(
        "registry.auto-register",
        ConfigDef.Type.BOOLEAN,
        true,
        trueOrFalse(),
        Importance.MEDIUM,
        "Whether the labels' schema is registered if the registry does not have it; `false` only"
            + " looks it up.");
    string(
        "registry.user",
        "",
        textOrEmpty("a user's name"),
        "User of the registry (HTTP basic authentication).");
    secret("registry.password", "a password", "Password of the user.");
    secret("registry.token", "a token", "Bearer token, in place of user and password.");
    string(
        "registry.timeout",
        "5s",
        duration("1ms", "1d"),
        "How long the registry may take to answer, repeats included. Keep it below"
            + " `kafka.producer.transaction.timeout.ms` (10 s unless set).");
  }

  /** Their types and ranges are Kafka's own: {@link KafkaConfigValidator} knows them. */
  private void kafka() {
    kafka("bootstrap.servers", "localhost:9092", "The brokers.");
    kafka(
        "application.id",
        "kinetograph",
        "The consumer group, and the prefix of the changelog topics.");
    kafka("processing.guarantee", "exactly_once_v2", "Kafka Streams' guarantee.");
    kafka(
        "commit.interval.ms",
        "100",
        "Time between transactions: `read_committed` consumers see a label once its transaction"
            + " ends.");
    kafka("num.stream.threads", "", "Threads of the topology. Empty: as many as there are cores.");
    kafka(
        "num.standby.replicas",
        "0",
        "How many other processes keep a copy of each partition's stores, to take over without"
            + " restoring them first.");
    kafka(
        "statestore.cache.max.bytes",
        "33554432",
        "Java heap in which samples gather between two commits, for all threads together. Samples"
            + " that do not fit are written earlier; nothing is lost.");
    kafka(
        "topic.segment.bytes",
        "33554432",
        "Size of the changelogs' files. Brokers compact a file only once it is full, and a restart"
            + " reads what is not compacted. Used when a changelog is created.");
    kafka(
        "topic.delete.retention.ms",
        "600000",
        "How long the changelogs keep deletions. Most keys live for seconds, so with Kafka's"
            + " default every restore would read a day of deletions. Used when a changelog is"
            + " created.");
  }

  private void kafka(String key, String byDefault, String documentation) {
    settings.define(
        KAFKA_PREFIX + key, ConfigDef.Type.STRING, byDefault, Importance.MEDIUM, documentation);
  }

  private void string(String key, String byDefault, Validator validator, String documentation) {
    settings.define(
        key, ConfigDef.Type.STRING, byDefault, validator, Importance.MEDIUM, documentation);
  }

  private void number(String key, double byDefault, Validator validator, String documentation) {
    settings.define(
        key, ConfigDef.Type.DOUBLE, byDefault, validator, Importance.MEDIUM, documentation);
  }

  private void secret(String key, String what, String documentation) {
    settings.define(
        key, ConfigDef.Type.PASSWORD, "", textOrEmpty(what), Importance.MEDIUM, documentation);
  }
}
