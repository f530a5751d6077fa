// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The causes of a failure, the failure itself first, its root last. */
public final class Causes {

  /** A failure may, by its causes, be its own cause. */
  private static final int DEEPEST = 20;

  private Causes() {}

  /** The failure and its causes, the root last. */
  public static List<Throwable> of(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    Throwable cause = failure;
    while (cause != null && causes.size() < DEEPEST) {
      causes.add(cause);
      cause = cause.getCause();
    }
    return causes;
  }

  /** The innermost cause. */
  public static Throwable root(Throwable failure) {
    List<Throwable> causes = of(failure);
    return causes.get(causes.size() - 1);
  }

  /** The failure of a future, without the exception that futures put around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** Whether the failure or one of its causes is of a kind. */
  public static boolean include(Throwable failure, Class<? extends Throwable> kind) {
    return of(failure).stream().anyMatch(kind::isInstance);
  }
}
