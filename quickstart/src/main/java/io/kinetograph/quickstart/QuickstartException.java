// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** A part of the quickstart failed. The message says in one sentence which part, and why. */
public final class QuickstartException extends Exception {

  private static final long serialVersionUID = 1L;

  QuickstartException(String message) {
    super(message);
  }

  /** States what failed and, in the words of the root cause, why. */
  QuickstartException(String message, Throwable cause) {
    super(message + ": " + rootMessage(cause), cause);
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

  private static String rootMessage(Throwable e) {
    Throwable root = ExceptionUtils.getRootCause(e);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
