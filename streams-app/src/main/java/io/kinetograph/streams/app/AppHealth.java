// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.failure.StreamThreads;
import io.kinetograph.streams.operations.AppState;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** The health of the app, from before it has started until it has ended. */
final class AppHealth implements AppState {

  private final AtomicReference<@Nullable StreamsApp> started = new AtomicReference<>();

  /** From now on the health is that of a running app. */
  void started(StreamsApp app) {
    started.set(app);
  }

  @Override
  public boolean isReady() {
    StreamsApp app = started.get();
    if (app == null) {
      return false;
    }
    StreamsRunner runner = app.runner();
    StreamThreads threads = runner.threads();
    return !runner.isEnded()
        && runner.streams().state() == KafkaStreams.State.RUNNING
        && threads.running() == threads.wanted()
        && app.trouble().isEmpty();
  }

  @Override
  public boolean isAlive() {
    // A failed start ends the process, so an unfinished one can still succeed.
    StreamsApp app = started.get();
    return app == null
        || (!app.runner().streams().state().hasCompletedShutdown() && !app.runner().isEnded());
  }

  @Override
  public String state() {
    StreamsApp app = started.get();
    if (app == null) {
      return "STARTING: loads the model and checks the topics";
    }
    KafkaStreams.State state = app.runner().streams().state();
    if (app.runner().isEnded() && !state.hasCompletedShutdown()) {
      return state.name() + ": it failed and ends";
    }
    StreamThreads threads = app.runner().threads();
    String trouble = app.trouble().map(sentence -> "; " + sentence).orElse("");
    String cause =
        switch (state) {
          case CREATED, REBALANCING ->
              ": partitions are not assigned or not restored yet" + trouble;
          case RUNNING ->
              String.format(
                      Locale.ROOT,
                      ": %d of %d stream threads run",
                      threads.running(),
                      threads.wanted())
                  + trouble;
          default -> "";
        };
    return state.name() + cause;
  }

  @Override
  public Map<String, Object> info() {
    StreamsApp app = started.get();
    return app == null ? Map.of("version", ProductVersion.current()) : app.info();
  }
}
