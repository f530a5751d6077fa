// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.streams.preflight.KafkaErrorText;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A part of the quickstart failed. The message says in one sentence which part, and why. */
public final class QuickstartException extends Exception {

  private static final long serialVersionUID = 1L;

  QuickstartException(String message) {
    super(message);
  }

  /** States what failed and, in the words of the cause and of its causes, why. */
  QuickstartException(String message, Throwable cause) {
    super(message + ": " + KafkaErrorText.sentence(unwrapped(cause)), cause);
  }

  /**
   * Throws if a part has failed.
   *
   * @param end of the part
   * @param failure what to say then, before the reason
   */
  static void throwIfFailed(CompletableFuture<Void> end, String failure)
      throws QuickstartException, InterruptedException {
    if (end.isCompletedExceptionally()) {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw new QuickstartException(failure, e);
      }
    }
  }

  /** Without what says nothing itself: its message is that of its cause, with the class. */
  private static Throwable unwrapped(Throwable e) {
    Throwable first = e;
    for (Throwable cause = e.getCause();
        cause != null && isWrapper(first.getMessage(), cause);
        cause = first.getCause()) {
      first = cause;
    }
    return first;
  }

  private static boolean isWrapper(@Nullable String message, Throwable cause) {
    return message == null || message.equals(cause.toString());
  }
}
