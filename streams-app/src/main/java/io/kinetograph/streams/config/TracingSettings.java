// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.shareOrZero;
import static io.kinetograph.streams.config.SettingValues.trueOrFalse;

import org.apache.kafka.common.config.ConfigDef;

/**
 * Whether labels continue the traces of readings.
 *
 * @param isEnabled whether the app reads and writes trace headers, and exports spans
 * @param ratio the share of segments, of those whose readings have no trace, for which the app
 *     starts a trace
 */
public record TracingSettings(boolean isEnabled, double ratio) {

  static void define(SettingsDefinition settings) {
    settings.define(
        "tracing.enabled",
        ConfigDef.Type.BOOLEAN,
        false,
        trueOrFalse(),
        "Whether a label continues the [trace](operations.md#traces) of one of its readings"
            + " (header `traceparent`), with a span that the app exports. Where to, the environment"
            + " variables `OTEL_*` or an OpenTelemetry agent say.");
    settings.define(
        "tracing.ratio",
        ConfigDef.Type.DOUBLE,
        0.0,
        shareOrZero(),
        "Fraction of segments for which the app starts a trace if their readings have none. `0`:"
            + " the app continues traces, but starts none.");
  }
}
