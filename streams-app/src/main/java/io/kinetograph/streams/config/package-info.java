// SPDX-License-Identifier: Apache-2.0
/**
 * The settings. Each settings record and {@link io.kinetograph.streams.config.SettingsDefinition}
 * define them once: key, type, default, range and documentation. {@link
 * io.kinetograph.streams.config.SettingsSources} collects what is set, {@link
 * io.kinetograph.streams.config.SettingsReader} checks it and creates {@link
 * io.kinetograph.streams.config.Settings}, one record per concern; {@link
 * io.kinetograph.streams.config.KafkaConfigValidator} checks what is passed on to Kafka.
 */
@NullMarked
package io.kinetograph.streams.config;

import org.jspecify.annotations.NullMarked;
