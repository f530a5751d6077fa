// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import io.kinetograph.schemas.registry.RegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of an operator, checked.
 *
 * @param topics what the topology reads and writes
 * @param outputFormat how labels and episodes are encoded
 * @param readings what a reading may hold
 * @param segments when segments start and close
 * @param labels when a label says unknown or not worn
 * @param episodes how episodes are decided
 * @param batch how closed segments are collected for the model
 * @param samples what the samples of open segments may use
 * @param model which model serves, on which device, and how often its file is checked
 * @param http the address of metrics, health and info
 * @param metrics what the metrics endpoint publishes
 * @param tracing whether labels continue the traces of readings
 * @param threads how often a stream thread may fail
 * @param checkTimeout how long the cluster may take to answer before the topology starts
 * @param progressTimeout how long records may wait without progress before the app is not ready
 * @param registry the schema registry, or empty if records need none
 * @param kafka settings of Kafka Streams and its clients, without the prefix {@code kafka.}
 */
public record Settings(
    TopicSettings topics,
    OutputFormat outputFormat,
    ReadingSettings readings,
    SegmentSettings segments,
    LabelSettings labels,
    EpisodeSettings episodes,
    BatchSettings batch,
    SampleSettings samples,
    ModelSettings model,
    HttpSettings http,
    MetricsSettings metrics,
    TracingSettings tracing,
    ThreadSettings threads,
    Duration checkTimeout,
    Duration progressTimeout,
    Optional<RegistrySettings> registry,
    Map<String, String> kafka) {

  /** Copies the map. */
  public Settings {
    kafka = Map.copyOf(kafka);
  }

  /**
   * The settings of a process, by the defaults, a file, the environment ({@code
   * KINETOGRAPH_SEGMENT_GRACE}) and the system properties ({@code kinetograph.segment.grace}); a
   * later source overrides an earlier one.
   *
   * @param file a properties file, or empty
   * @throws InvalidSettingsException if the file cannot be read, a key is unknown or a value is
   *     invalid
   */
  public static Settings load(Optional<Path> file) throws InvalidSettingsException {
    return load(file, Map.of());
  }

  /**
   * The settings of a process, and options of its command line, which override all other sources.
   *
   * @param file a properties file, or empty
   * @param options keys as in a file
   * @throws InvalidSettingsException if the file cannot be read, a key is unknown or a value is
   *     invalid
   */
  public static Settings load(Optional<Path> file, Map<String, String> options)
      throws InvalidSettingsException {
    return load(file, options, Map.of());
  }

  /**
   * The same for a command with some defaults of its own.
   *
   * @param file a properties file, or empty
   * @param options keys as in a file
   * @param defaults which all sources override
   * @throws InvalidSettingsException if the file cannot be read, a key is unknown or a value is
   *     invalid
   */
  public static Settings load(
      Optional<Path> file, Map<String, String> options, Map<String, String> defaults)
      throws InvalidSettingsException {
    Map<String, String> all = new HashMap<>(defaults);
    all.putAll(SettingsSources.ofProcess(file, options));
    return SettingsReader.read(all);
  }

  /**
   * The given properties, and the defaults for all others.
   *
   * @param properties keys as in a file, such as {@code segment.grace} or {@code
   *     kafka.bootstrap.servers}
   * @throws InvalidSettingsException if a key is unknown or a value is invalid
   */
  public static Settings of(Map<String, String> properties) throws InvalidSettingsException {
    return SettingsReader.read(SettingsSources.of(properties));
  }

  /**
   * Removes the settings from the environment of a process that is to be started with those of its
   * file alone. Otherwise, it would join the cluster that this process's environment names.
   *
   * @param environment of the process
   */
  public static void removeFrom(Map<String, String> environment) {
    EnvironmentVariables.removeSettings(environment);
  }

  /** Without the values of Kafka's settings, some of which are passwords. */
  @Override
  public String toString() {
    return ("Settings[topics=%s, outputFormat=%s, readings=%s, segments=%s, labels=%s, episodes=%s,"
            + " batch=%s, samples=%s, model=%s, http=%s, metrics=%s, tracing=%s, threads=%s,"
            + " checkTimeout=%s, progressTimeout=%s, registry=%s, kafka=%s]")
        .formatted(
            topics,
            outputFormat,
            readings,
            segments,
            labels,
            episodes,
            batch,
            samples,
            model,
            http,
            metrics,
            tracing,
            threads,
            checkTimeout,
            progressTimeout,
            registry,
            kafka.keySet().stream().sorted().toList());
  }
}
