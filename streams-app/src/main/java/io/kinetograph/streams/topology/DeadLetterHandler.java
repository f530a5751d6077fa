// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.util.Objects.requireNonNull;

import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.reading.InvalidReadingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends an invalid record to the dead-letter topic, in the transaction of the records around it,
 * with its original bytes and the headers of Kafka Streams' own dead letters (KIP-1034), plus the
 * name of the invalid field. {@link DeadLetters} leaves out what the topic would refuse. Any other
 * failure stops the stream thread: the fault is ours, not the record's.
 *
 * <p>Public because Kafka Streams creates it by class name.
 */
public final class DeadLetterHandler implements ProcessingExceptionHandler {

  /** Why the record is invalid, in a sentence. */
  public static final String MESSAGE_HEADER = "__streams.errors.message";

  /** Class name of the failure. */
  public static final String EXCEPTION_HEADER = "__streams.errors.exception";

  /** Topic the record was read from. */
  public static final String TOPIC_HEADER = "__streams.errors.topic";

  /** Partition the record was read from, in decimal. */
  public static final String PARTITION_HEADER = "__streams.errors.partition";

  /** Offset the record was read from, in decimal. */
  public static final String OFFSET_HEADER = "__streams.errors.offset";

  /** The invalid field: a field of the schema, {@code key} or {@code value}. */
  public static final String FIELD_HEADER = "kinetograph.errors.field";

  /** What was left out of a record that is too long for a dead letter; absent otherwise. */
  public static final String LEFT_OUT_HEADER = "kinetograph.errors.left.out";

  private @Nullable DeadLetters letters;

  @Override
  public void configure(Map<String, ?> configs) {
    String key = StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG;
    Object name = configs.get(key);
    if (name == null) {
      throw new ConfigException(key, null, "set it: invalid records are sent to this topic");
    }
    letters = new DeadLetters(name.toString(), WriteLimits.of(configs));
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
    if (!(exception instanceof InvalidReadingException invalid)) {
      return Response.fail();
    }
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put(EXCEPTION_HEADER, invalid.getClass().getName());
    reasons.put(MESSAGE_HEADER, String.valueOf(invalid.getMessage()));
    reasons.put(TOPIC_HEADER, context.topic());
    reasons.put(PARTITION_HEADER, Integer.toString(context.partition()));
    reasons.put(OFFSET_HEADER, Long.toString(context.offset()));
    reasons.put(FIELD_HEADER, invalid.field());
    String place = context.topic() + "-" + context.partition() + "@" + context.offset();
    ProducerRecord<byte[], byte[]> read =
        new ProducerRecord<>(
            context.topic(),
            null,
            context.timestamp() < 0 ? null : context.timestamp(),
            context.sourceRawKey(),
            context.sourceRawValue(),
            context.headers());
    return Response.resume(
        requireNonNull(letters).letter(place, read, reasons).map(List::of).orElse(List.of()));
  }
}
