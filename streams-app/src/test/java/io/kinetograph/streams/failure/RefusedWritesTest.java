// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.RefusedWriteHandler;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.failure.RefusedWrites.Explanation;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class RefusedWritesTest {

  private final WriteLimits limits = WriteLimits.none(new TopicSettings("in", "out", "dlq"));
  private final RefusedWrites refusals = new RefusedWrites(limits, "in");

  @Test
  void aRefusalFromWhichTheAppHasLearnedExplainsTheFailure() {
    Throwable failure = new StreamsException(new InvalidTimestampException("too old"));
    assertThat(refusals.explain(failure)).as("nothing learned").isEmpty();

    refuse("out", new InvalidTimestampException("too old"));

    assertThat(refusals.explain(failure))
        .hasValue(
            new Explanation(
                "topic 'out' (setting output.topic) has refused a record: too old; a new thread"
                    + " reads again what was not committed",
                true));
    assertThat(refusals.explain(new StreamsException(new NotEnoughReplicasException("wait"))))
        .as("retriable")
        .isEmpty();
    assertThat(refusals.explain(new IllegalStateException("ours"))).isEmpty();
  }

  @Test
  void aMissingPermissionToWriteIsWaitedFor() {
    Throwable denied = new StreamsException(new TopicAuthorizationException(Set.of("out")));
    Explanation explanation =
        new Explanation(
            "there is no permission to write topic 'out' (setting output.topic); the app tries"
                + " again, and nothing is lost",
            false);
    assertThat(refusals.explain(denied)).hasValue(explanation);
    assertThat(refusals.explain(denied)).as("however often").hasValue(explanation);
    assertThat(limits.unwritable()).isPresent();
  }

  @Test
  void aMissingPermissionToReadIsNotExplained() {
    assertThat(refusals.explain(new TopicAuthorizationException(Set.of("in")))).isEmpty();
    assertThat(refusals.explain(new TopicAuthorizationException("no"))).isEmpty();
  }

  /** Exceptions of brokers have no stack traces; Kafka Streams' own around them have. */
  @Test
  void aMissingPermissionToReadAChangelogIsNotExplainedEither() {
    StreamsException failure =
        new StreamsException("polling", new TopicAuthorizationException(Set.of("app-changelog")));
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement(
              "org.apache.kafka.streams.processor.internals.StoreChangelogReader",
              "pollRecordsFromRestoreConsumer",
              null,
              -1)
        });
    refuse("out", new InvalidTimestampException("too old"));

    assertThat(refusals.explain(failure)).isEmpty();
    assertThat(refusals.explain(new StreamsException(failure))).isEmpty();
    assertThat(limits.unwritable()).isEmpty();
  }

  private void refuse(String topic, Exception exception) {
    RefusedWriteHandler handler = new RefusedWriteHandler();
    handler.configure(Map.of(WriteLimits.CONFIG, limits));
    handler.handleError(
        new DefaultErrorHandlerContext(
            null, "in", 0, 0, new RecordHeaders(), "labels", new TaskId(0, 0), 0, null, null),
        new ProducerRecord<>(topic, new byte[1], new byte[10]),
        exception);
  }
}
