package io.kinetograph.streams.app;

import io.kinetograph.streams.operations.AppState;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What there is to say before the app has started, and then what the app says. */
final class StartingApp implements AppState {

  private final AtomicReference<@Nullable StreamsApp> app = new AtomicReference<>();

  void started(StreamsApp started) {
    app.set(started);
  }

  @Override
  public boolean isReady() {
    StreamsApp started = app.get();
    return started != null && started.isReady();
  }

  @Override
  public boolean isAlive() {
    // A start that fails ends the process, so one that has not can still succeed.
    StreamsApp started = app.get();
    return started == null || started.isAlive();
  }

  @Override
  public String state() {
    StreamsApp started = app.get();
    return started == null ? "STARTING: loads the model and checks the topics" : started.state();
  }

  @Override
  public Map<String, Object> info() {
    StreamsApp started = app.get();
    return started == null ? Map.of("version", ProductVersion.current()) : started.info();
  }
}
