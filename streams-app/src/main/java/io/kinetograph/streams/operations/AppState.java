// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import java.util.Map;

/** The state of the app, for probes and people. */
public interface AppState {

  /** Whether the model is loaded and partitions are assigned. */
  boolean isReady();

  /** Whether the app can still become ready by itself. */
  boolean isAlive();

  /** The state for people: one word, and why the app is not ready. */
  String state();

  /** Facts for people: versions, the model, the topics; never a secret. */
  Map<String, Object> info();
}
