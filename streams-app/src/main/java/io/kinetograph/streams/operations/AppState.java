package io.kinetograph.streams.operations;

import java.util.Map;

/** What the running app says of itself. */
public interface AppState {

  /** Whether the model is loaded and partitions are assigned. */
  boolean isReady();

  /** Whether the app can still become ready by itself. */
  boolean isAlive();

  /** The state, in a word, for people: why it is not ready. */
  String state();

  /** Facts for people: versions, the model, the topics; never a secret. */
  Map<String, Object> info();
}
