// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.config.ThreadSettings;
import io.kinetograph.streams.serving.FailedBatchException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThreadFailuresTest {

  private final AtomicLong nanoTime = new AtomicLong(-5);
  private Optional<RefusedWrites.Explanation> refusal = Optional.empty();
  private final ThreadFailures failures = failures(3);

  private ThreadFailures failures(int limit) {
    return new ThreadFailures(
        new ThreadSettings(limit, Duration.ofMinutes(1)), "in", failure -> refusal, nanoTime::get);
  }

  @Test
  void aGroupWithMembersOfAnotherApplicationEndsTheAppWithWhatToDo() {
    var decision =
        failures.decide(
            new StreamsException(new InconsistentGroupProtocolException("protocols differ")));

    assertThat(decision.fatal()).isTrue();
    assertThat(decision.sentence())
        .isEqualTo(
            "another application is in the consumer group: set kafka.application.id to a name that"
                + " only this app has, or stop the other application");
  }

  /** Brokers limit the compressed size of a record: 300 MB of zeros are 30 KB. */
  @Test
  void aRecordThatIsLargerThanTheHeapIsTold() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    error.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.nio.ByteBuffer", "allocate", null, -1),
          new StackTraceElement(
              "org.apache.kafka.common.record.internal.DefaultRecord", "readFrom", null, -1)
        });

    assertThat(failures.decide(error).sentence())
        .endsWith(
            "OutOfMemoryError: Java heap space; a record of topic 'in' needs more memory than the"
                + " heap has. Start the app once with a larger heap (-Xmx), and it becomes a dead"
                + " letter");
  }

  @Test
  void aMissingPermissionToReadIsNamedWithItsTopic() {
    var decision =
        failures.decide(
            new StreamsException(new TopicAuthorizationException(Set.of("app-changelog"))));

    assertThat(decision.fatal()).isTrue();
    assertThat(decision.sentence())
        .endsWith(
            "TopicAuthorizationException: Not authorized to access topics: [app-changelog]; give"
                + " the app's user the permissions to read and describe this topic");
  }

  static Throwable[] fatalErrors() {
    return new Throwable[] {
      new OutOfMemoryError("Java heap space"),
      new NoClassDefFoundError("a/b/C"),
      new SaslAuthenticationException("invalid credentials"),
      new TopicAuthorizationException("not authorized"),
      new TransactionalIdAuthorizationException("not authorized"),
      new UnsupportedVersionException("too old"),
      new ConfigException("no such"),
      new IOException("write failed: No space left on device")
    };
  }

  @ParameterizedTest
  @MethodSource("fatalErrors")
  void aFatalErrorEndsTheAppAtOnceHoweverDeepItsCause(Throwable cause) {
    for (Throwable failure :
        new Throwable[] {
          cause, new StreamsException(cause), new StreamsException(new RuntimeException(cause))
        }) {
      ThreadFailures.Decision decision = failures.decide(failure);
      assertThat(decision.fatal()).isTrue();
      assertThat(decision.sentence())
          .endsWith(cause.getClass().getSimpleName() + ": " + cause.getMessage())
          .doesNotContain("\n");
    }
  }

  @Test
  void addedPartitionsEndTheAppWithWhatToDo() {
    ThreadFailures.Decision decision =
        failures.decide(
            new StreamsException(
                "Existing internal topic app-progress-changelog has invalid partitions: expected:"
                    + " 4; actual: 2. Use 'org.apache.kafka.tools.StreamsResetter' tool to clean up"
                    + " invalid topics before processing."));
    assertThat(decision.fatal()).isTrue();
    assertThat(decision.sentence())
        .isEqualTo(
            "partitions of topic 'in' (setting input.topic) were added (Existing internal topic"
                + " app-progress-changelog has invalid partitions: expected: 4; actual: 2); stop"
                + " all processes of the app, give the input topic, the output topic, the topic of"
                + " episodes and the app's changelogs the same number of partitions, and start the"
                + " app (\"Add partitions\" in docs/operations.md)");
  }

  static Object[][] settingsThatBrokersReject() {
    return new Object[][] {
      {
        Errors.INVALID_SESSION_TIMEOUT.exception(),
        "InvalidSessionTimeoutException: The session timeout is not within the range allowed by the"
            + " broker (as configured by group.min.session.timeout.ms and"
            + " group.max.session.timeout.ms); set kafka.session.timeout.ms to a value in this range"
      },
      {
        // As the producer reports it.
        new KafkaException(
            "Unexpected error in InitProducerIdResponse; "
                + Errors.INVALID_TRANSACTION_TIMEOUT.message()),
        "KafkaException: Unexpected error in InitProducerIdResponse; The transaction timeout is"
            + " larger than the maximum value allowed by the broker (as configured by"
            + " transaction.max.timeout.ms); set kafka.producer.transaction.timeout.ms to at most"
            + " this value (it is 10000 by default)"
      },
      {
        new StreamsException(
            "Could not create topic x.", new InvalidConfigurationException("no such policy")),
        "InvalidConfigurationException: no such policy; change the settings kafka.topic.* and"
            + " kafka.replication.factor, with which the app creates its changelogs"
      },
      {
        new StreamsException(
            "Could not create topic x.", new PolicyViolationException("too small")),
        "PolicyViolationException: too small; change the settings kafka.topic.* and"
            + " kafka.replication.factor, with which the app creates its changelogs"
      },
      {
        new NoOffsetForPartitionException(Set.of(new TopicPartition("in", 0))),
        "NoOffsetForPartitionException: Undefined offset with no reset policy for partitions:"
            + " [in-0]; set kafka.auto.offset.reset to earliest or latest"
      },
      {
        Errors.FENCED_INSTANCE_ID.exception(),
        "FencedInstanceIdException: "
            + Errors.FENCED_INSTANCE_ID.message().replaceFirst("\\.$", "")
            + "; another process has the same kafka.group.instance.id: give each process a value of"
            + " its own, or remove the setting"
      }
    };
  }

  @ParameterizedTest
  @MethodSource("settingsThatBrokersReject")
  void aSettingThatBrokersRejectEndsTheAppAtOnceAndIsNamed(Exception cause, String sentence) {
    ThreadFailures.Decision decision = failures.decide(new StreamsException(cause));

    assertThat(decision.fatal()).isTrue();
    assertThat(decision.traced()).isFalse();
    assertThat(decision.sentence())
        .isEqualTo("a stream thread failed, and a new one would fail too: " + sentence);
  }

  /** A plugin of the brokers may reject a record, too, which is no matter of the changelogs. */
  @Test
  void whatBrokersRejectInAWriteIsNoFaultOfTheChangelogs() {
    var decision =
        failures.decide(
            new StreamsException("Error sending", new PolicyViolationException("no name")));

    assertThat(decision.fatal()).isFalse();
    assertThat(decision.sentence()).endsWith("PolicyViolationException: no name");
  }

  @Test
  void tooFewBrokersMayBeStartingAndAreWaitedForWithWhatToDo() {
    var missing =
        new StreamsException(
            "Could not create topic x.",
            new InvalidReplicationFactorException("All brokers are currently fenced."));
    String sentence =
        ": InvalidReplicationFactorException: All brokers are currently fenced; if all brokers run,"
            + " set kafka.replication.factor, for the app's changelogs, to at most their number";
    for (int i = 0; i < 3; i++) {
      var decision = failures.decide(missing);
      assertThat(decision.fatal()).isFalse();
      assertThat(decision.sentence()).endsWith(sentence);
      failures.replaced();
    }
    var last = failures.decide(missing);
    assertThat(last.fatal()).isTrue();
    assertThat(last.sentence()).endsWith(sentence);
  }

  @Test
  void aFailedBatchIsNamedWithItsCause() {
    var failed =
        new FailedBatchException(
            "the model failed on 1 segment of partition 3: 'anna' at 2026-01-01T00:00:00Z",
            new IllegalStateException("out of GPU memory."));

    assertThat(failures.decide(new StreamsException(failed, new TaskId(0, 3))).sentence())
        .endsWith(
            "within 1 min: IllegalStateException: out of GPU memory; the model failed on 1 segment"
                + " of partition 3: 'anna' at 2026-01-01T00:00:00Z");
  }

  @Test
  void anyOtherFailureOfATaskNamesItsPartition() {
    var failure = new StreamsException(new IllegalStateException("broken"), new TaskId(0, 3));

    assertThat(failures.decide(new RuntimeException(failure)).sentence())
        .endsWith("within 1 min: IllegalStateException: broken; in partition 3 of topic 'in'");
  }

  @Test
  void otherFailuresAreAnsweredByANewThreadUpToTheLimit() {
    for (Exception failure :
        new Exception[] {
          new TimeoutException("no answer"),
          new ProcessorStateException("store"),
          new IllegalStateException()
        }) {
      assertThat(failures.decide(new StreamsException(failure)).fatal()).isFalse();
      failures.replaced();
    }
    ThreadFailures.Decision decision = failures.decide(new IllegalStateException("again"));
    assertThat(decision.fatal()).isTrue();
    assertThat(decision.sentence())
        .isEqualTo(
            "stream threads failed 4 times within 1 min (settings threads.*), the last of:"
                + " IllegalStateException: again");
  }

  @Test
  void anUnavailableRegistryIsWaitedForWithoutLimit() throws Exception {
    var settings =
        Settings.of(Map.of("registry.url", "http://127.0.0.1:1", "registry.timeout", "300ms"));
    var registry = new SchemaRegistry(settings.registry().orElseThrow());
    Throwable outage = catchThrowable(() -> registry.id("a-value", ActivityLabel.getClassSchema()));

    for (int i = 0; i < 100; i++) {
      ThreadFailures.Decision decision = failures.decide(new StreamsException(outage));
      assertThat(decision.fatal()).isFalse();
      assertThat(decision.sentence()).startsWith(outage.getMessage());
    }
    assertThat(failures.decide(new IllegalStateException("ours")).sentence())
        .contains("1 of at most 3");
  }

  @Test
  void anEventThatFailsAllThreadsCountsOnce() {
    for (int event = 1; event <= 3; event++) {
      for (int thread = 0; thread < 64; thread++) {
        ThreadFailures.Decision decision = failures.decide(new TimeoutException("no answer"));
        assertThat(decision.fatal()).isFalse();
        assertThat(decision.pause()).isEqualTo(Duration.ofSeconds(1L << (event - 1)));
      }
      for (int thread = 0; thread < 64; thread++) {
        failures.replaced();
      }
    }
    assertThat(failures.decide(new TimeoutException("no answer")).fatal()).isTrue();
  }

  @Test
  void aMissingSourceTopicIsNamedWithItsSetting() {
    assertThat(failures.decide(new StreamsException(new MissingSourceTopicException("x"))))
        .isEqualTo(
            new ThreadFailures.Decision(
                true,
                Duration.ZERO,
                "topic 'in' (setting input.topic) is missing or was deleted",
                false));
  }

  @Test
  void oldFailuresDoNotCount() {
    for (int i = 0; i < 100; i++) {
      assertThat(failures.decide(new IllegalStateException("now and then")).fatal()).isFalse();
      failures.replaced();
      nanoTime.addAndGet(Duration.ofSeconds(21).toNanos());
    }
  }

  @Test
  void eachNewThreadWaitsTwiceAsLongUpToHalfAMinute() {
    ThreadFailures patient = failures(1000);
    assertThat(
            IntStream.range(0, 100)
                .mapToObj(
                    i -> {
                      patient.replaced();
                      return patient.decide(new Exception("x")).pause();
                    }))
        .startsWith(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(16),
            Duration.ofSeconds(30))
        .endsWith(Duration.ofSeconds(30));
  }

  @Test
  void aFailureThatTheNextThreadGetsAroundDoesNotCount() {
    refusal = Optional.of(new RefusedWrites.Explanation("topic 'out' has refused a record", true));
    for (int i = 0; i < 100; i++) {
      ThreadFailures.Decision decision = failures.decide(new TopicAuthorizationException("no"));
      assertThat(decision.fatal()).isFalse();
      assertThat(decision.sentence()).isEqualTo("topic 'out' has refused a record");
      assertThat(decision.pause()).as("others do not wait").isEqualTo(Duration.ofSeconds(1));
      failures.replaced();
    }
    refusal = Optional.of(new RefusedWrites.Explanation("there is no permission", false));
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      assertThat(failures.decide(new TopicAuthorizationException("no")).pause())
          .isEqualTo(Duration.ofSeconds(seconds));
      failures.replaced();
    }
    refusal = Optional.empty();
    assertThat(failures.decide(new TimeoutException("no answer")).fatal()).isFalse();
  }

  @Test
  void withALimitOfZeroTheFirstFailureIsFatal() {
    ThreadFailures strict = failures(0);
    assertThat(strict.decide(new TimeoutException("no answer")).fatal()).isTrue();
  }

  @Test
  void aCircleOfCausesEnds() {
    Exception outer = new Exception("outer");
    Exception inner = new Exception("inner", outer);
    outer.initCause(inner);
    assertThat(failures.decide(outer).fatal()).isFalse();
  }
}
