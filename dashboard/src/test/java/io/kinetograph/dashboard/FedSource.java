// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.dashboard.topic.RecordSource;
import io.kinetograph.dashboard.topic.SourceState;
import java.util.function.Consumer;

/** A source of the labels or episodes that a test feeds. */
final class FedSource<T> implements RecordSource<T> {

  private volatile Consumer<T> listener = record -> {};
  private volatile SourceState state = new SourceState(true, true, "fed", 0, 0);
  private volatile boolean closed;

  void feed(T record) {
    listener.accept(record);
  }

  void report(SourceState state) {
    this.state = state;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void start(Consumer<T> listener) {
    this.listener = listener;
  }

  @Override
  public SourceState state() {
    return state;
  }

  @Override
  public void close() {
    closed = true;
  }
}
