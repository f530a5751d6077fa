// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import io.kinetograph.dashboard.label.Label;
import io.kinetograph.dashboard.label.LabelSource;
import io.kinetograph.dashboard.label.SourceState;
import java.util.function.Consumer;

/** A source of the labels that a test feeds. */
final class FedSource implements LabelSource {

  private volatile Consumer<Label> listener = label -> {};
  private volatile SourceState state = new SourceState(true, "fed", 0, 0);
  private volatile boolean closed;

  void feed(Label label) {
    listener.accept(label);
  }

  void report(SourceState state) {
    this.state = state;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void start(Consumer<Label> listener) {
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
