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
 * Every setting: its key, default, type and range. The table in {@code docs/configuration.md} says
 * what each of them means, and a test keeps it complete.
 */
final class SettingsDefinition {

  static final String KAFKA_PREFIX = "kafka.";

  static final ConfigDef SETTINGS = new SettingsDefinition().settings;

  private final ConfigDef settings = new ConfigDef();

  private SettingsDefinition() {
    topics();
    readings();
    segments();
    batches();
    state();
    model();
    operations();
    registry();
    kafka();
  }

  private void topics() {
    Validator name = text("a topic's name");
    string("input.topic", "wearable.accelerometer", name);
    string("output.topic", "wearer.activity", name);
    string("dead-letter.topic", "wearable.accelerometer.dlq", name);
  }

  private void readings() {
    string("reading.max-clock-skew", "5m", duration("0s", "1d"));
    define("reading.max-acceleration", ConfigDef.Type.DOUBLE, 500.0, numberAboveZero());
  }

  private void segments() {
    string("segment.hop", "5s", divisorOfSegment());
    string("segment.grace", "5s", duration("0s", "1d"));
    string("segment.idle-timeout", "10s", duration("1ms", "1d"));
    string("segment.wearer-retention", "1d", duration("1ms", "1d"));
    string("segment.max-gap", "200ms", duration("1ms", "1d"));
    define("segment.min-coverage", ConfigDef.Type.DOUBLE, 0.75, share());
    string("segment.expected-units", "TORSO,RIGHT_ARM,LEFT_ARM,RIGHT_LEG,LEFT_LEG", units());
    string("segment.required-units", "", unitsOrEmpty());
  }

  private void batches() {
    define("batch.size", ConfigDef.Type.INT, 64, wholeNumber(1, 1024));
    string("batch.linger", "20ms", duration("1ms", "1d"));
    string("batch.max-processing-time", "100ms", duration("10ms", "1s"));
  }

  private void state() {
    string("state.memory", "128MB", size("8MB"));
  }

  private void model() {
    string("model.file", "", path());
    string("model.device", "auto", device());
    string("model.refresh-interval", "10s", zeroOrDuration("100ms", "1d"));
  }

  private void operations() {
    string("http.host", "127.0.0.1", text("a host name or an address"));
    define("http.port", ConfigDef.Type.INT, 8080, wholeNumber(0, 65_535));
    string("metrics.kafka", "essential", meterScope());
    define("threads.failures", ConfigDef.Type.INT, 5, wholeNumber(0, 1000));
    string("threads.failure-span", "10m", duration("1ms", "1d"));
    string("check.timeout", "30s", duration("0s", "1d"));
  }

  private void registry() {
    string("registry.url", "", textOrEmpty("comma-separated URLs"));
    define("registry.auto-register", ConfigDef.Type.BOOLEAN, true, trueOrFalse());
    string("registry.user", "", textOrEmpty("a user's name"));
    define("registry.password", ConfigDef.Type.PASSWORD, "", textOrEmpty("a password"));
    define("registry.token", ConfigDef.Type.PASSWORD, "", textOrEmpty("a token"));
    string("registry.timeout", "5s", duration("1ms", "1d"));
  }

  /** Their types and ranges are Kafka's own: {@link KafkaConfigValidator} knows them. */
  private void kafka() {
    kafka("bootstrap.servers", "localhost:9092");
    kafka("application.id", "kinetograph");
    kafka("processing.guarantee", "exactly_once_v2");
    kafka("commit.interval.ms", "100");
    kafka("num.stream.threads", "");
    kafka("num.standby.replicas", "0");
    kafka("statestore.cache.max.bytes", "33554432");
    kafka("topic.segment.bytes", "33554432");
    kafka("topic.delete.retention.ms", "600000");
  }

  private void kafka(String key, String byDefault) {
    settings.define(KAFKA_PREFIX + key, ConfigDef.Type.STRING, byDefault, Importance.MEDIUM, "");
  }

  private void string(String key, String byDefault, Validator validator) {
    define(key, ConfigDef.Type.STRING, byDefault, validator);
  }

  private void define(String key, ConfigDef.Type type, Object byDefault, Validator validator) {
    settings.define(key, type, byDefault, validator, Importance.MEDIUM, "");
  }
}
