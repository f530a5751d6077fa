package io.kinetograph.quickstart.app;

import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The app's settings in the quickstart. */
public final class QuickstartSettings {

  private static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";
  private static final String APPLICATION_ID = "kafka.application.id";

  private QuickstartSettings() {}

  /**
   * The settings for a run.
   *
   * @param bootstrapServers of the embedded broker
   * @param applicationId the app's, see {@link FreshStart}
   * @param stateFolder where the app keeps what it needs on disk
   * @param pace at which wearables publish
   * @param given what whoever runs it wants otherwise; broker and application id stay what they are
   * @throws InvalidSettingsException if there is no such setting, or its value cannot be
   */
  public static Settings of(
      String bootstrapServers,
      String applicationId,
      Path stateFolder,
      Pace pace,
      Map<String, String> given)
      throws InvalidSettingsException {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.state.dir", stateFolder.toString());
    if (!pace.isLive()) {
      // Played back faster, motion waits for the app. A wearer whose readings wait behind those of
      // others is not silent, and what is replayed is complete.
      settings.put("segment.idle-timeout", "10m");
    }
    settings.putAll(given);
    settings.put(BOOTSTRAP_SERVERS, bootstrapServers);
    settings.put(APPLICATION_ID, applicationId);
    return Settings.of(settings);
  }
}
