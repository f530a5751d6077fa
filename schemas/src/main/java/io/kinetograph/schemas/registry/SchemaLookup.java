// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry for schemas. If it answers with an error of the request, such as 403, this tells
 * whether it refuses one schema or all.
 *
 * <p>One schema that a login may not read is the trouble of its records, which become dead letters.
 * If all are refused, the credentials are wrong or a gateway stands in the way: then no record is
 * at fault, and none may become a dead letter. So a schema counts as refused only if the registry
 * answers for another one at the same time, and still refuses the first one in two more requests.
 * With equal numbers, a load balancer that takes its servers in turn could send each request for
 * this schema to the same broken server.
 *
 * <p>Registries without GUIDs do not know the path, and say so in their own ways. So does a proxy
 * whose registry is not ready. A GUID counts as missing after an error that is not the registry's
 * own only if a registry is there, and the error comes in two more requests.
 */
final class SchemaLookup {

  private static final int CONFIRMATIONS = 2;
  private static final long PAUSE_MILLIS = 100;

  private final RegistryConnection connection;

  /** The latest schema that the registry has given to this login; null before the first. */
  private volatile @Nullable SchemaReference given;

  /** The schema of what is written; null before the first record. */
  private volatile @Nullable SchemaReference own;

  SchemaLookup(RegistryConnection connection) {
    this.connection = connection;
  }

  /** Remembers the schema of what is written, which the registry has given to this login. */
  void remember(SchemaReference reference) {
    own = reference;
  }

  /**
   * Asks for a schema, for at most the registry's timeout.
   *
   * @return the schema if {@link #isSchema}; otherwise an error of this schema alone, see {@link
   *     #isMissing}
   * @throws UnusableRegistryException if no other schema is known, or the registry refuses that one
   *     too
   * @throws UnavailableRegistryException if it does not answer in time
   */
  Answer ask(SchemaReference reference) {
    long deadline = connection.deadlineNanos();
    Answer answer = askOnce(reference, deadline);
    if (isAnswered(answer)) {
      return answer;
    }
    // For a GUID, the connection has seen that a registry is there.
    if (!isMissing(reference, answer)
        && !answersFor(given, reference, deadline)
        && !answersFor(own, reference, deadline)) {
      throw connection.unexpected(answer);
    }
    for (int i = 0; i < CONFIRMATIONS; i++) {
      pause();
      answer = askAgain(reference, deadline);
      if (isAnswered(answer)) {
        return answer;
      }
    }
    return answer;
  }

  private boolean answersFor(
      @Nullable SchemaReference other, SchemaReference refused, long deadline) {
    if (other == null || other.equals(refused)) {
      return false;
    }
    Answer answer = askOnce(other, deadline);
    // It may have been deleted since; who may not ask is not told so.
    return isSchema(answer) || answer.isMissing();
  }

  private Answer askOnce(SchemaReference reference, long deadline) {
    return noted(
        reference,
        reference instanceof SchemaReference.Guid
            ? connection.getOptional(reference.path(), deadline)
            : connection.get(reference.path(), deadline));
  }

  private Answer askAgain(SchemaReference reference, long deadline) {
    return noted(
        reference,
        reference instanceof SchemaReference.Guid
            ? connection.getOptionalAgain(reference.path(), deadline)
            : connection.get(reference.path(), deadline));
  }

  private Answer noted(SchemaReference reference, Answer answer) {
    if (isSchema(answer)) {
      given = reference;
    }
    return answer;
  }

  /** Whether the registry gives the schema. */
  static boolean isSchema(Answer answer) {
    return answer.is(200) && answer.body().path("schema").isTextual();
  }

  /** Whether an answer of {@link #ask} says that the registry does not have the schema. */
  static boolean isMissing(SchemaReference reference, Answer answer) {
    return answer.isMissing()
        || (reference instanceof SchemaReference.Guid && answer.isOtherError());
  }

  private static boolean isAnswered(Answer answer) {
    return isSchema(answer) || answer.isMissing();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
