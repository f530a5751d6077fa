// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import io.kinetograph.schemas.registry.RegistryConnection.Answer;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks a registry for schemas. If it answers with an error of the request, such as 403, this tells
 * whether it refuses one schema or all.
 *
 * <p>One schema that a login may not read is the trouble of its records, which become dead letters.
 * If all are refused, the credentials are wrong or a gateway stands in the way: then no record is
 * at fault, and none may become a dead letter. So a schema counts as refused only if the registry
 * gives another one at the same time, and still refuses the first one in two more requests. The
 * numbers differ, so that a load balancer that sends each request to the next one of its servers,
 * of which one is broken, does not look like a registry that refuses one schema.
 */
final class SchemaLookup {

  private static final int CONFIRMATIONS = 2;
  private static final long PAUSE_MILLIS = 100;

  private final RegistryConnection connection;

  /** A schema that the registry gives to this login; null before the first. */
  private final AtomicReference<SchemaReference> given = new AtomicReference<>();

  SchemaLookup(RegistryConnection connection) {
    this.connection = connection;
  }

  /** Remembers a schema that the registry gives to this login. */
  void gives(SchemaReference reference) {
    given.set(reference);
  }

  /**
   * Asks for a schema.
   *
   * @return the schema if {@link #isSchema}; otherwise an error of this schema alone
   * @throws UnusableRegistryException if the registry refuses all schemas, as far as is known
   */
  Answer ask(SchemaReference reference) {
    Answer answer = askOnce(reference);
    if (isAnswered(reference, answer)) {
      return answer;
    }
    SchemaReference other = given.get();
    if (other == null || !isSchema(askOnce(other))) {
      throw connection.unexpected(answer);
    }
    for (int i = 0; i < CONFIRMATIONS; i++) {
      pause();
      answer = askOnce(reference);
      if (isAnswered(reference, answer)) {
        return answer;
      }
    }
    return answer;
  }

  private Answer askOnce(SchemaReference reference) {
    Answer answer =
        reference instanceof SchemaReference.Guid
            ? connection.getOptional(reference.path())
            : connection.get(reference.path());
    if (isSchema(answer)) {
      given.set(reference);
    }
    return answer;
  }

  /** Whether the registry gives the schema. */
  static boolean isSchema(Answer answer) {
    return answer.is(200) && answer.body().path("schema").isTextual();
  }

  /**
   * Whether the registry says that it does not have the schema. Registries without GUIDs do not
   * know the path, and say so in their own ways.
   */
  static boolean isMissing(SchemaReference reference, Answer answer) {
    boolean isError = answer.status() / 100 == 4 && !answer.isForbidden();
    return answer.isMissing() || (reference instanceof SchemaReference.Guid && isError);
  }

  private static boolean isAnswered(SchemaReference reference, Answer answer) {
    return isSchema(answer) || isMissing(reference, answer);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
