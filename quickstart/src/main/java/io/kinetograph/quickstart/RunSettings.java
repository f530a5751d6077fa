// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run does.
 *
 * @param brokerFolder the broker's data
 * @param port the broker's port
 * @param applicationId the app's id, as in its settings
 * @param app the app's settings
 * @param wearers who wears the wearables; the caller closes them
 * @param pace how fast they publish
 * @param duration how long they publish; empty until their motion ends
 * @param dashboard whether the dashboard is started
 */
record RunSettings(
    Path brokerFolder,
    int port,
    String applicationId,
    Settings app,
    WearerGroup wearers,
    Pace pace,
    Optional<Duration> duration,
    boolean dashboard) {

  /** Wearables publish segments without a gap or an overlap. */
  private static final Duration PUBLISHED_EVERY =
      Duration.of(Segment.LENGTH_MICROS, ChronoUnit.MICROS);

  /**
   * A run of its own in a data folder. The app gets a new id: it must not continue where an earlier
   * run in the same folder ended, because a recording that is replayed again would be late.
   *
   * @param chosen the user's settings of the app
   * @param wallClock makes the app's id unique
   * @throws InvalidSettingsException if a setting is unknown or its value is invalid, or the
   *     quickstart sets it itself
   */
  static RunSettings of(
      DataFolder folder,
      int port,
      Map<String, String> chosen,
      WearerGroup wearers,
      Pace pace,
      Optional<Duration> duration,
      boolean dashboard,
      InstantSource wallClock)
      throws InvalidSettingsException {
    String applicationId =
        "kinetograph-quickstart-" + Long.toString(wallClock.millis(), Character.MAX_RADIX);
    return new RunSettings(
        folder.broker(),
        port,
        applicationId,
        app(port, applicationId, folder.state(), pace, chosen),
        wearers,
        pace,
        duration,
        dashboard);
  }

  /**
   * The settings of the app in the quickstart.
   *
   * @param port the broker's port on 127.0.0.1
   * @param applicationId the app's id
   * @param stateFolder the app's local state
   * @param pace how fast wearables publish
   * @param chosen the user's settings
   * @throws InvalidSettingsException if a setting is unknown or its value is invalid, or the
   *     quickstart sets it itself
   */
  static Settings app(
      int port, String applicationId, Path stateFolder, Pace pace, Map<String, String> chosen)
      throws InvalidSettingsException {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.state.dir", stateFolder.toString());
    if (!pace.isLive()) {
      // Faster than life, readings wait for the app. A wearer whose readings queue behind those of
      // other wearers is not idle, and a replay is complete.
      settings.put("segment.idle-timeout", "10m");
    }
    settings.putAll(chosen);
    Map<String, String> own =
        Map.of(
            "kafka.bootstrap.servers",
            EmbeddedBroker.HOST + ":" + port,
            "kafka.application.id",
            applicationId,
            // Labels are compared with the segments that wearables published.
            "segment.alignment",
            "epoch");
    for (String key : own.keySet()) {
      if (chosen.containsKey(key)) {
        throw new InvalidSettingsException(
            "setting %s is '%s', but the quickstart sets it itself: leave it out"
                .formatted(key, chosen.get(key)));
      }
    }
    settings.putAll(own);
    Settings app = Settings.of(settings);
    if (!app.segments().hop().equals(PUBLISHED_EVERY)) {
      throw new InvalidSettingsException(
          ("setting segment.hop is '%s', but the quickstart compares labels with segments that"
                  + " start every %s s: leave it out")
              .formatted(chosen.get("segment.hop"), PUBLISHED_EVERY.toSeconds()));
    }
    return app;
  }
}
