// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import io.kinetograph.streams.delivery.WriteLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Explains the failure of a stream thread by a write that a broker refused, if a new thread gets
 * further: it does not send the record again as it was, or it waits for a permission.
 */
final class RefusedWrites {

  /** What reads changelogs in Kafka Streams, and writes nothing. */
  private static final String CHANGELOG_READER =
      "org.apache.kafka.streams.processor.internals.StoreChangelogReader";

  private final WriteLimits limits;
  private final String inputTopic;

  /**
   * Prepares explanations.
   *
   * @param limits know what brokers have refused
   * @param inputTopic nothing is written to it: a missing permission to read is not waited for
   */
  RefusedWrites(WriteLimits limits, String inputTopic) {
    this.limits = limits;
    this.inputTopic = inputTopic;
  }

  /**
   * What was refused.
   *
   * @param sentence what the app does, too
   * @param isLearned whether the next thread does not send the record again as it was, so that the
   *     partition's other wearers need not wait
   */
  record Explanation(String sentence, boolean isLearned) {}

  /** Explains a failure; empty if a refused write is not the reason. */
  Optional<Explanation> explain(Throwable failure) {
    List<Throwable> causes = ExceptionUtils.getThrowableList(failure);
    if (causes.stream().anyMatch(RefusedWrites::isOfReading)) {
      return Optional.empty();
    }
    for (Throwable cause : causes) {
      if (cause instanceof TopicAuthorizationException denied
          && !denied.unauthorizedTopics().isEmpty()
          && !denied.unauthorizedTopics().contains(inputTopic)) {
        String sentence = limits.deny(new TreeSet<>(denied.unauthorizedTopics()));
        return Optional.of(
            new Explanation(sentence + "; the app tries again, and nothing is lost", false));
      }
    }
    return causes.stream().anyMatch(RefusedWrites::isRefusal)
        ? limits
            .lesson()
            .map(sentence -> sentence + "; a new thread reads again what was not committed")
            .map(sentence -> new Explanation(sentence, true))
        : Optional.empty();
  }

  /** A broker's exception has no stack trace, but the one that Kafka Streams puts around it has. */
  private static boolean isOfReading(Throwable cause) {
    return Arrays.stream(cause.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(CHANGELOG_READER));
  }

  private static boolean isRefusal(Throwable cause) {
    return cause instanceof ApiException && !(cause instanceof RetriableException);
  }
}
