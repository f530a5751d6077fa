// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.delivery.Refusal.Reason;
import io.kinetograph.streams.logs.CapturedLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteLimitsTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final String CHANGELOG = "app-progress-changelog";
  private static final byte[] KEY = "anna".getBytes(StandardCharsets.UTF_8);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private int looks;
  private long nanos;
  private final WriteLimits limits = limits(Map.of());
  private final RefusedWriteHandler handler = new RefusedWriteHandler();

  private WriteLimits limits(Map<String, String> kafka) {
    Map<String, String> all = new HashMap<>(kafka);
    all.put("application.id", "app");
    all.put("bootstrap.servers", "broker:9092");
    return new WriteLimits(
        new TopicSettings("in", "out", "episodes", "dlq"),
        new StreamsConfig(all).getProducerConfigs("any"),
        registry,
        () -> NOW,
        () -> nanos);
  }

  WriteLimitsTest() {
    limits.onRefusal(() -> looks++);
    handler.configure(Map.of(WriteLimits.CONFIG, limits));
  }

  @Test
  void timestampsOfLabelsAndDeadLettersMoveIntoTheRangeOfTheirTopics() {
    limits.set("out", new TopicLimits(24 * HOUR, HOUR, 1000, false, Long.MAX_VALUE));
    TimestampInterceptor interceptor = new TimestampInterceptor();
    interceptor.configure(Map.of(WriteLimits.CONFIG, limits));
    ProducerRecord<byte[], byte[]> label = record("out", 5_000, 10);
    label.headers().add("h", KEY);

    ProducerRecord<byte[], byte[]> sent = interceptor.onSend(label);

    assertThat(sent.timestamp()).isBetween(NOW - 24 * HOUR, NOW - 23 * HOUR);
    assertThat(sent.key()).isEqualTo(label.key());
    assertThat(sent.value()).isEqualTo(label.value());
    assertThat(sent.headers()).isEqualTo(label.headers());
    assertThat(sent.partition()).isEqualTo(3);
    ProducerRecord<byte[], byte[]> letter = record("dlq", 5_000, 10);
    assertThat(interceptor.onSend(letter)).isSameAs(letter);
    assertThat(registry.counter("kinetograph.timestamps.changed").count()).isEqualTo(1);
  }

  @Test
  void whatIsOlderThanTheRetentionIsCounted() {
    limits.set("out", new TopicLimits(Long.MAX_VALUE, HOUR, 1000, false, 24 * HOUR));
    assertThat(limits.timestamp("out", NOW - 24 * HOUR)).isEqualTo(NOW - 24 * HOUR);
    assertThat(limits.timestamp("dlq", 0L)).isZero();
    assertThat(registry.counter("kinetograph.writes.past.retention").count()).isZero();

    assertThat(limits.timestamp("out", NOW - 25 * HOUR)).isEqualTo(NOW - 25 * HOUR);
    assertThat(registry.counter("kinetograph.writes.past.retention").count()).isEqualTo(1);
  }

  @Test
  void aChangelogRecordHasTheTimeOfItsWriting() {
    assertThat(limits.timestamp("app-progress-changelog", 5_000L)).isEqualTo(NOW);
    assertThat(registry.counter("kinetograph.timestamps.changed").count()).isZero();
  }

  @Test
  void aChangelogThatBrokersWouldDeleteIsToldWhileTheAppRuns() {
    List<String> warnings =
        warnings(
            ConfiguredLimits.class,
            () -> {
              limits.set(CHANGELOG, limits(true, Long.MAX_VALUE));
              limits.set("out", limits(false, 24 * HOUR));
              limits.set(CHANGELOG, limits(true, 24 * HOUR));
            });
    assertThat(warnings)
        .containsExactly(
            "topic 'app-progress-changelog' has retention.ms=86400000 and"
                + " cleanup.policy with delete, so the brokers delete the app's state after this"
                + " time; set its cleanup.policy to compact");
  }

  private static TopicLimits limits(boolean compacted, long retentionMillis) {
    return new TopicLimits(Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000, compacted, retentionMillis);
  }

  @Test
  void aTimestampThatAChangelogRefusesComesFromAWrongClock() {
    assertThat(
            warnings(
                DeliveryMetrics.class,
                () -> handle(CHANGELOG, new InvalidTimestampException("Timestamp 7 is out."))))
        .containsExactly(
            "topic 'app-progress-changelog' has refused a record: Timestamp 7 is out; the app gives"
                + " these records the time of this machine, so compare its clock with those of the"
                + " brokers (kinetograph.writes.refused counts them all)");
  }

  private static List<String> warnings(Class<?> source, Runnable action) {
    try (CapturedLog log = CapturedLog.warnings(source)) {
      action.run();
      return log.lines();
    }
  }

  @Test
  void aRecordThatIsTooLargeIsRefusedBeforeItIsSent() {
    limits.set("out", new TopicLimits(HOUR, HOUR, 200, false, Long.MAX_VALUE));
    assertThat(refusal("out", 100)).isEmpty();
    assertThat(refusal("out", 200))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.SIZE);
              assertThat(refusal.sentence())
                  .isEqualTo(
                      "topic 'out' (setting output.topic) accepts records of at most 200 bytes, and"
                          + " this one has 290");
            });
    assertThat(limits(Map.of("producer.max.request.size", "150")).maxBytes("out")).isEqualTo(150);
    assertThat(limits(Map.of("max.request.size", "150")).maxBytes("dlq")).isEqualTo(150);
  }

  @Test
  void theLargestRequestMayComeFromAConfigProvider(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("max"), "150");
    Map<String, String> kafka = new HashMap<>();
    kafka.put("config.providers", "directory");
    kafka.put("config.providers.directory.class", DirectoryConfigProvider.class.getName());
    kafka.put("producer.max.request.size", "${directory:" + folder + ":max}");
    assertThat(limits(kafka).maxBytes("out")).isEqualTo(150);

    kafka.put("producer.max.request.size", "${directory:" + folder + ":missing}");
    assertThatThrownBy(() -> limits(kafka))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("max.request.size");
  }

  @Test
  void aTimestampThatABrokerRefusedInSpiteOfTheLimitsTeachesToUseThePresent() {
    assertThat(handle("out", new InvalidTimestampException("no"))).isEqualTo(Result.FAIL);

    assertThat(limits.timestamp("out", 5_000L)).isEqualTo(NOW);
    assertThat(limits.timestamp("dlq", 5_000L)).isEqualTo(5_000);
    assertThat(limits.lesson())
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence).startsWith("topic 'out' (setting output.topic) has refused"));
    assertThat(looks).isEqualTo(1);
    assertThat(refused("timestamp")).isEqualTo(1);

    limits.set("out", new TopicLimits(24 * HOUR, HOUR, 1000, false, Long.MAX_VALUE));
    assertThat(limits.timestamp("out", NOW - HOUR)).as("explained").isEqualTo(NOW - HOUR);
  }

  /** Another stream thread had sent a label when the first refusal taught the present. */
  @Test
  void aTimestampThatWasOnItsWayIsNoReasonToSetALabelAside() {
    RefusedWriteHandler other = handler();
    nanos += 5;
    handle(label("anna", 1), new InvalidTimestampException("no"));
    nanos += Duration.ofMinutes(1).toNanos();

    handle(other, label("bob", 1), new InvalidTimestampException("no"));

    assertThat(refusal(label("bob", 1))).as("it is sent with the present").isEmpty();
    assertThat(limits.lesson()).isPresent();
    assertThat(refused("timestamp")).isEqualTo(2);

    // Of a thread that has begun since, and so sends the present only.
    handle(handler(), label("carl", 1), new InvalidTimestampException("no"));
    assertThat(refusal(label("carl", 1))).isPresent();
    assertThat(refusal(label("anna", 1))).isEmpty();
  }

  private RefusedWriteHandler handler() {
    RefusedWriteHandler made = new RefusedWriteHandler();
    made.configure(Map.of(WriteLimits.CONFIG, limits));
    return made;
  }

  @Test
  void aLessonIsShortAndARefusalOfTheChangelogTeachesNothing() {
    handle("out", new InvalidTimestampException("no"));
    assertThat(limits.lesson()).isPresent();
    assertThat(limits.lesson()).as("for another thread").isPresent();
    nanos += Duration.ofSeconds(11).toNanos();
    assertThat(limits.lesson()).isEmpty();

    handle("app-progress-changelog", new RecordTooLargeException("no"));
    assertThat(limits.lesson()).isEmpty();
    assertThat(refused("size")).isEqualTo(1);
  }

  @Test
  void aSizeThatABrokerRefusedIsNotSentAgain() {
    assertThat(handle("out", new RecordTooLargeException("no"))).isEqualTo(Result.FAIL);
    assertThat(refusal("out", 10)).isPresent();
    assertThat(refusal("out", 9)).isEmpty();
    assertThat(refusal("dlq", 10)).isEmpty();
    assertThat(limits.lesson()).isPresent();
  }

  @Test
  void aRecordThatABrokerRefusedForAnotherReasonIsNotSentAgain() {
    assertThat(handle("out", new InvalidRecordException("no key"))).isEqualTo(Result.FAIL);
    assertThat(refusal("out", 10)).get().extracting(Refusal::reason).isEqualTo(Reason.OTHER);
    assertThat(limits.refusal("out", KEY, new byte[10], new RecordHeaders(), NOW + 5_000))
        .as("the next segment")
        .isEmpty();
    assertThat(limits.lesson()).isPresent();
  }

  @Test
  void aRecordThatThePolicyOfABrokerRefusedIsNotSentAgain() {
    assertThat(handle("out", new PolicyViolationException("no"))).isEqualTo(Result.FAIL);
    assertThat(refusal("out", 10)).get().extracting(Refusal::reason).isEqualTo(Reason.OTHER);
  }

  @Test
  void aRefusedLabelSetsNoOtherLabelAside() {
    refuse(label("Aa", 1));

    assertThat(refusal(label("Aa", 1))).isPresent();
    assertThat(refusal(label("Aa", 2))).as("the last digits of the model's numbers").isPresent();
    assertThat(refusal(label("BB", 1))).as("an id with the same hash code").isEmpty();
  }

  @Test
  void aRefusedRecordOfAnEpisodeSetsNoOtherAside() {
    refuse(record("episodes", NOW, "revised"));

    assertThat(refusal(record("episodes", NOW, "revised"))).isPresent();
    assertThat(refusal(record("episodes", NOW, "exited"))).isEmpty();
    assertThat(refusal(record("episodes", NOW + 1, "revised"))).isEmpty();
  }

  @Test
  void aRefusedDeadLetterLosesNoOther() {
    refuse(letter("7"));

    assertThat(refusal(letter("7"))).isPresent();
    assertThat(refusal(letter("8"))).as("the same bytes at another offset").isEmpty();
  }

  /** An agent that traces, or an operator's interceptor, adds them while a record is sent. */
  @Test
  void headersThatOthersAddDoNotHideARefusedRecord() {
    for (ProducerRecord<byte[], byte[]> record :
        List.of(
            label("anna", 1),
            record("episodes", NOW, "revised"),
            episode(EpisodeEventType.ENTERED, 0.5f),
            letter("7"))) {
      ProducerRecord<byte[], byte[]> sent =
          new ProducerRecord<>(
              record.topic(),
              null,
              record.timestamp(),
              record.key(),
              record.value(),
              record.headers());
      sent.headers().add("traceparent", "00-1-2-01".getBytes(StandardCharsets.UTF_8));

      refuse(sent);

      assertThat(refusal(record)).as(record.topic()).isPresent();
    }
  }

  @Test
  void aRefusedEpisodeIsKnownWithOtherLastDigitsInEachFormat() {
    for (UnaryOperator<byte[]> format :
        List.<UnaryOperator<byte[]>>of(
            value -> value,
            WriteLimitsTest::inConfluentFormat,
            value ->
                TopicSerdes.activityEpisodeInJson()
                    .serializer()
                    .serialize(
                        "", TopicSerdes.activityEpisode().deserializer().deserialize("", value)))) {
      nanos = 0;
      WriteLimits fresh = limits(Map.of());
      handler.configure(Map.of(WriteLimits.CONFIG, fresh));
      refuse(in(format, episode(EpisodeEventType.ENTERED, 0.5f)));

      assertThat(
              fresh.refusal(
                  "episodes",
                  KEY,
                  in(format, episode(EpisodeEventType.ENTERED, 0.6f)).value(),
                  new RecordHeaders(),
                  NOW))
          .isPresent();
      assertThat(
              fresh.refusal(
                  "episodes",
                  KEY,
                  in(format, episode(EpisodeEventType.EXITED, 0.5f)).value(),
                  new RecordHeaders(),
                  NOW))
          .isEmpty();
    }
  }

  /** So that a record that is made anew each time does not fail threads forever. */
  @Test
  void aRecordThatIsRefusedAgainAndAgainExcusesNoFailure() {
    refuse(label("anna", 1));
    assertThat(limits.lesson()).isPresent();
    refuse(label("anna", 2));
    assertThat(limits.lesson()).as("the same label").isEmpty();

    for (int i = 0; i < 3; i++) {
      refuse(record("episodes", NOW, "unknown " + i));
      assertThat(limits.lesson()).isPresent();
    }
    refuse(record("episodes", NOW, "unknown 3"));
    assertThat(limits.lesson()).as("the fourth of a wearer and a time").isEmpty();

    for (int i = 0; i < 100; i++) {
      refuse(letter("" + i));
      assertThat(limits.lesson()).as("each dead letter is another one").isPresent();
    }
  }

  /** It is larger when it is sent than when the app has measured it. */
  @Test
  void aSizeThatTheAppDoesNotKnowTeachesTheRecord() {
    handle("out", new RecordTooLargeException("no"));
    assertThat(refusal("out", 9)).isEmpty();

    handle(record("out", NOW, 10), new RecordTooLargeException("no"));

    assertThat(refusal("out", 9)).get().extracting(Refusal::reason).isEqualTo(Reason.OTHER);
  }

  private static ProducerRecord<byte[], byte[]> in(
      UnaryOperator<byte[]> format, ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), null, record.timestamp(), record.key(), format.apply(record.value()));
  }

  /** The header of 10 bytes becomes one of 5. */
  private static byte[] inConfluentFormat(byte[] value) {
    byte[] bytes = Arrays.copyOfRange(value, 5, value.length);
    Arrays.fill(bytes, 0, 5, (byte) 0);
    return bytes;
  }

  private static ProducerRecord<byte[], byte[]> episode(EpisodeEventType event, float confidence) {
    ActivityEpisode episode =
        ActivityEpisode.newBuilder()
            .setEpisode("anna@5")
            .setWearer("anna")
            .setActivity("walking")
            .setGroup("walking")
            .setStart(Instant.ofEpochMilli(5))
            .setEvent(event)
            .setConfidence(confidence)
            .setSegments(3)
            .setModel("1")
            .build();
    byte[] value = TopicSerdes.activityEpisode().serializer().serialize("", episode);
    return new ProducerRecord<>("episodes", null, NOW, KEY, value);
  }

  private static ProducerRecord<byte[], byte[]> label(String wearer, int value) {
    byte[] key = wearer.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>("out", null, NOW, key, new byte[] {(byte) value});
  }

  private static ProducerRecord<byte[], byte[]> letter(String offset) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>("dlq", null, (Long) null, null, new byte[10]);
    letter.headers().add("__streams.errors.offset", offset.getBytes(StandardCharsets.UTF_8));
    return letter;
  }

  private void refuse(ProducerRecord<byte[], byte[]> record) {
    assertThat(handle(record, new InvalidRecordException("no"))).isEqualTo(Result.FAIL);
  }

  private Optional<Refusal> refusal(ProducerRecord<byte[], byte[]> record) {
    Long timestamp = record.timestamp();
    return limits.refusal(
        record.topic(),
        record.key(),
        record.value(),
        record.headers(),
        timestamp == null ? -1 : timestamp);
  }

  /** Such as those of a transaction that timed out: the records are accepted in the next one. */
  @Test
  void errorsThatAreNotAboutARecordTeachNothing() {
    for (Exception exception :
        List.of(
            new TransactionAbortableException("aborted"),
            new InvalidTxnStateException("aborted"),
            new RecordBatchTooLargeException("a batch of several records"),
            new KafkaException("Producer is closed forcefully."))) {
      assertThat(handle("out", exception)).isEqualTo(Result.FAIL);
      assertThat(refusal("out", 10)).as("%s", exception).isEmpty();
    }
    assertThat(limits.lesson()).isEmpty();
    assertThat(looks).isZero();
  }

  /** The producer fails the records that it has not sent yet with the same exception. */
  @Test
  void whatAProducerFailsAfterARefusalTeachesNothing() throws Exception {
    Thread producer =
        new Thread(
            () -> {
              handleHere(record("dlq", NOW, 50), new RecordTooLargeException("no"));
              handleHere(record("out", NOW, 10), new RecordTooLargeException("no"));
              handleHere(record("episodes", NOW, 10), new InvalidRecordException("no"));
              handleHere(record("out", NOW, 10), new InvalidTimestampException("no"));
            });
    producer.start();
    producer.join();

    assertThat(refusal("dlq", 50)).isPresent();
    assertThat(refusal("out", 10)).isEmpty();
    assertThat(refusal("episodes", 10)).isEmpty();
    assertThat(limits.timestamp("out", 5_000L)).isEqualTo(5_000);
    assertThat(refused("size")).isEqualTo(1);
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void severalRefusedTimestampsOfABatchAreKnownByTheirMessage() {
    handle(
        "out", new InvalidRecordException("Timestamp 5 of message with offset 0 is out of range"));
    assertThat(limits.timestamp("out", 5_000L)).isEqualTo(NOW);
  }

  @Test
  void othersOfTheBatchAndRetriableErrorsTeachNothing() {
    KafkaException other =
        new KafkaException(
            "Failed to append record because it was part of a batch which had one more more invalid"
                + " records");
    assertThat(handle("out", other)).isEqualTo(Result.RESUME);
    assertThat(handle("out", new NotEnoughReplicasException("wait"))).isEqualTo(Result.RETRY);
    assertThat(refusal("out", 10)).isEmpty();
    assertThat(looks).isZero();
  }

  @Test
  void aPermissionThatIsWithdrawnIsWaitedForAndDeadLettersAreNot() {
    SortedSet<String> denied = new TreeSet<>(Set.of("out", "dlq"));

    String sentence = "there is no permission to write topic 'dlq' (setting dead-letter.topic)";
    assertThat(limits.deny(denied)).isEqualTo(sentence);
    assertThat(limits.deny(denied)).as("however often").isEqualTo(sentence);

    assertThat(limits.unwritable().orElseThrow())
        .startsWith("there is no permission to write topic '");
    assertThat(refusal("out", 10)).as("the labels' thread waits").isEmpty();
    assertThat(refusal("dlq", 10)).get().extracting(Refusal::reason).isEqualTo(Reason.PERMISSION);
    assertThat(refused("permission")).isEqualTo(2);

    limits.setWritable("out", true);
    limits.setWritable("dlq", true);
    assertThat(limits.unwritable()).isEmpty();
    assertThat(refusal("dlq", 10)).isEmpty();
  }

  private Result handle(String topic, Exception exception) {
    return handle(record(topic, NOW, 10), exception);
  }

  /** Each by a producer of its own: a producer does not outlive a refusal. */
  private Result handle(ProducerRecord<byte[], byte[]> record, Exception exception) {
    return handle(handler, record, exception);
  }

  private static Result handle(
      RefusedWriteHandler by, ProducerRecord<byte[], byte[]> record, Exception exception) {
    return CompletableFuture.supplyAsync(
            () -> handleHere(by, record, exception), command -> new Thread(command).start())
        .join();
  }

  private Result handleHere(ProducerRecord<byte[], byte[]> record, Exception exception) {
    return handleHere(handler, record, exception);
  }

  private static Result handleHere(
      RefusedWriteHandler by, ProducerRecord<byte[], byte[]> record, Exception exception) {
    var context =
        new DefaultErrorHandlerContext(
            null, "in", 0, 0, new RecordHeaders(), "labels", new TaskId(0, 0), NOW, null, null);
    return by.handleError(context, record, exception).result();
  }

  private double refused(String reason) {
    return registry.counter("kinetograph.writes.refused", "reason", reason).count();
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, long timestamp, int bytes) {
    return new ProducerRecord<>(topic, 3, timestamp, KEY, new byte[bytes]);
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, long timestamp, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, null, timestamp, KEY, bytes);
  }

  private Optional<Refusal> refusal(String topic, int bytes) {
    return limits.refusal(topic, KEY, new byte[bytes], new RecordHeaders(), NOW);
  }
}
