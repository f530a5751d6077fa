package io.kinetograph.dashboard.label;

import java.util.function.Consumer;

/** Where labels come from. */
public interface LabelSource extends AutoCloseable {

  /**
   * Begins to hand over labels, on a thread of the source's own. To be called once.
   *
   * @param listener called by one thread at a time; it should return soon
   */
  void start(Consumer<Label> listener);

  /** How the source is doing. Never blocks. */
  SourceState state();

  /** Ends the source's thread; labels no longer come once it has returned. May be repeated. */
  @Override
  void close();
}
