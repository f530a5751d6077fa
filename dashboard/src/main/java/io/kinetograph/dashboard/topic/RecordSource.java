// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import java.util.function.Consumer;

/**
 * Where labels or episodes come from.
 *
 * @param <T> what it passes on
 */
public interface RecordSource<T> extends AutoCloseable {

  /**
   * Starts to pass records on, on the source's thread. To be called once.
   *
   * @param listener called by one thread at a time; it should return soon
   */
  void start(Consumer<T> listener);

  /** The source's state. Never blocks. */
  SourceState state();

  /** Ends the source's thread. Nothing is passed on after this returns. May be repeated. */
  @Override
  void close();
}
