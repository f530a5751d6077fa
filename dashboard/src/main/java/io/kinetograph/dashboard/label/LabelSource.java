// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import java.util.function.Consumer;

/** Where labels come from. */
public interface LabelSource extends AutoCloseable {

  /**
   * Starts to pass labels on, on the source's thread. To be called once.
   *
   * @param listener called by one thread at a time; it should return soon
   */
  void start(Consumer<Label> listener);

  /** The source's state. Never blocks. */
  SourceState state();

  /** Ends the source's thread. No label is passed on after this returns. May be repeated. */
  @Override
  void close();
}
