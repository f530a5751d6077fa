// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Closes what was opened, the last first, all of it even if one cannot be closed. */
final class Closer implements AutoCloseable {

  private final Deque<Runnable> closing = new ArrayDeque<>();

  /**
   * Remembers to close a part.
   *
   * @return the part
   */
  <T> T add(T part, Consumer<T> close) {
    closing.push(() -> close.accept(part));
    return part;
  }

  /**
   * Closes all parts, once.
   *
   * @throws RuntimeException the first failure to close one, later ones suppressed in it
   */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!closing.isEmpty()) {
      try {
        closing.pop().run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Closes all parts because of a failure, in which failures to close them are suppressed. */
  void closeAfter(Exception failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
