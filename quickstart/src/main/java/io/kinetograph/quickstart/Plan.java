package io.kinetograph.quickstart;

import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.streams.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run is to do.
 *
 * @param brokerFolder the broker's data
 * @param stateFolder the app's state, as in its settings
 * @param port the broker's
 * @param applicationId the app's, as in its settings
 * @param app the app's settings
 * @param wearers who wears the wearables; whoever opened them closes them
 * @param pace how fast they publish
 * @param duration how long they publish; empty for as long as they have something
 * @param dashboard whether there is one
 */
record Plan(
    Path brokerFolder,
    Path stateFolder,
    int port,
    String applicationId,
    Settings app,
    Wearers wearers,
    Pace pace,
    Optional<Duration> duration,
    boolean dashboard) {}
