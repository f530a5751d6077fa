// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingsDefinition.KAFKA_PREFIX;
import static io.kinetograph.streams.config.SettingsDefinition.SETTINGS;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.program.FilePath;
import io.kinetograph.program.HostNames;
import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigValue;

/** Reads values into settings by {@link SettingsDefinition}. */
final class SettingsReader {

  private final Map<String, String> given;
  private final AbstractConfig values;

  private SettingsReader(Map<String, String> given) {
    this.given = given;
    this.values = new AbstractConfig(SETTINGS, given, false);
  }

  /**
   * Reads settings.
   *
   * @param given by key, all keys known; a missing key has its default
   * @throws InvalidSettingsException if a value is invalid; names the key, the value and what it
   *     takes
   */
  static Settings read(Map<String, String> given) throws InvalidSettingsException {
    for (ConfigValue value : SETTINGS.validate(given)) {
      ConfigKey key = SETTINGS.configKeys().get(value.name());
      if (key != null && !value.errorMessages().isEmpty()) {
        throw new InvalidSettingsException(
            "setting %s is '%s', not %s".formatted(key.name, given.get(key.name), key.validator));
      }
    }
    return new SettingsReader(given).read();
  }

  private Settings read() throws InvalidSettingsException {
    return new Settings(
        group("*.topic: ", this::topics),
        SettingText.parseOutputFormat(values.getString("output.format")),
        new ReadingSettings(
            SettingText.parseInstant(values.getString("reading.earliest-time")),
            duration("reading.max-clock-skew"),
            SettingText.parseAccelerationUnit(values.getString("reading.acceleration-unit")),
            number("reading.max-acceleration")),
        group("segment.", this::segments),
        new LabelSettings(
            optional("labels.unknown-threshold")
                .map(text -> OptionalDouble.of(SettingText.parseNumber(text)))
                .orElseGet(OptionalDouble::empty),
            duration("labels.not-worn-after"),
            number("labels.not-worn-torso"),
            number("labels.not-worn-limb")),
        EpisodeSettings.of(
            values.getInt("episodes.lag"),
            duration("segment.hop"),
            duration("episodes.max-gap"),
            duration("episodes.mean-duration"),
            SettingText.parseDurations(values.getString("episodes.mean-durations"))),
        new BatchSettings(
            values.getInt("batch.size"),
            duration("batch.linger"),
            duration("batch.max-processing-time")),
        new SampleSettings(
            optional("samples.memory")
                .map(SettingText::parseSize)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4)),
        new ModelSettings(
            group("model.file: ", () -> optional("model.file").map(FilePath::of)),
            ModelDevice.parse(values.getString("model.device")),
            duration("model.refresh-interval")),
        new HttpSettings(
            values.getString("http.host"),
            values.getInt("http.port"),
            HostNames.parse(values.getString("http.host-names"))),
        new MetricsSettings(SettingText.parseMeterScope(values.getString("metrics.kafka"))),
        new TracingSettings(
            values.getBoolean("tracing.enabled"), values.getDouble("tracing.ratio")),
        new ThreadSettings(values.getInt("threads.failures"), duration("threads.failure-span")),
        duration("check.timeout"),
        duration("progress.timeout"),
        registry(),
        kafka());
  }

  /** Puts the group's prefix before the message about values that do not fit each other. */
  private static <T> T group(String prefix, Supplier<T> group) throws InvalidSettingsException {
    try {
      return group.get();
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("setting " + prefix + e.getMessage());
    }
  }

  private TopicSettings topics() {
    return new TopicSettings(
        values.getString("input.topic"),
        values.getString("output.topic"),
        values.getBoolean("episodes.enabled") ? values.getString("episodes.topic") : null,
        values.getString("dead-letter.topic"));
  }

  private SegmentSettings segments() {
    return new SegmentSettings(
        duration("segment.hop"),
        SettingText.parseAlignment(values.getString("segment.alignment")),
        duration("segment.grace"),
        duration("segment.idle-timeout"),
        duration("segment.wearer-retention"),
        duration("segment.max-open"),
        duration("segment.max-stretch"),
        duration("segment.max-gap"),
        number("segment.min-coverage"),
        units("segment.expected-units"),
        units("segment.required-units"));
  }

  private Optional<RegistrySettings> registry() throws InvalidSettingsException {
    RegistryLogin login =
        group(
            "registry.",
            () ->
                RegistryLogin.of(
                    optional("registry.user"),
                    asWritten("registry.password"),
                    asWritten("registry.token")));
    Optional<String> url = optional("registry.url");
    if (url.isEmpty()) {
      for (String key : List.of("registry.user", "registry.token")) {
        if (asWritten(key).isPresent()) {
          throw new InvalidSettingsException(
              "setting %s has no effect: set registry.url as well".formatted(key));
        }
      }
      return Optional.empty();
    }
    return Optional.of(
        group(
            "registry.",
            () ->
                new RegistrySettings(
                    RegistrySettings.urls(url.get()),
                    login,
                    values.getBoolean("registry.auto-register"),
                    duration("registry.timeout"))));
  }

  private Duration duration(String key) {
    return SettingText.parseDuration(values.getString(key));
  }

  private float number(String key) {
    return values.getDouble(key).floatValue();
  }

  private Set<BodyUnit> units(String key) {
    return SettingText.parseUnits(values.getString(key));
  }

  private Optional<String> optional(String key) {
    return Optional.of(values.getString(key)).filter(value -> !value.isEmpty());
  }

  /** With the blanks at its ends, which may be part of a password. */
  private Optional<String> asWritten(String key) {
    return Optional.ofNullable(given.get(key)).filter(value -> !value.isEmpty());
  }

  /** As they were written: an empty value counts, unless it is also the default. */
  private Map<String, String> kafka() throws InvalidSettingsException {
    Map<String, String> kafka = new HashMap<>();
    for (ConfigKey key : SETTINGS.configKeys().values()) {
      putKafka(kafka, key.name, String.valueOf(key.defaultValue));
    }
    given.forEach((key, value) -> putKafka(kafka, key, value));
    KafkaConfigValidator.check(kafka);
    return kafka;
  }

  private static void putKafka(Map<String, String> kafka, String key, String value) {
    if (!key.startsWith(KAFKA_PREFIX)) {
      return;
    }
    ConfigKey known = SETTINGS.configKeys().get(key);
    if (value.isEmpty() && known != null && known.defaultValue.equals("")) {
      kafka.remove(key.substring(KAFKA_PREFIX.length()));
    } else {
      kafka.put(key.substring(KAFKA_PREFIX.length()), value);
    }
  }
}
