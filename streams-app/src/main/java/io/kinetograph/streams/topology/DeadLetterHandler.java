package io.kinetograph.streams.topology;

import io.kinetograph.streams.reading.InvalidReadingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends a record that is no reading to the dead letters, in the transaction of the records around
 * it, with the bytes it came with and the headers that Kafka Streams' own dead letters carry
 * (KIP-1034), plus the field at fault. Any other failure stops the stream thread: it is ours, not
 * the record's.
 *
 * <p>Kafka Streams makes it by its name, therefore it is public.
 */
public final class DeadLetterHandler implements ProcessingExceptionHandler {

  /** Why the record is no reading, in a sentence. */
  public static final String MESSAGE_HEADER = "__streams.errors.message";

  /** The class of the failure. */
  public static final String EXCEPTION_HEADER = "__streams.errors.exception";

  /** Topic the record was read from. */
  public static final String TOPIC_HEADER = "__streams.errors.topic";

  /** Partition the record was read from, in decimal. */
  public static final String PARTITION_HEADER = "__streams.errors.partition";

  /** Offset the record was read from, in decimal. */
  public static final String OFFSET_HEADER = "__streams.errors.offset";

  /** The field at fault: one of the schema's, or {@code key} or {@code value}. */
  public static final String FIELD_HEADER = "kinetograph.errors.field";

  private @Nullable String topic;

  @Override
  public void configure(Map<String, ?> configs) {
    Object name = configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    topic = name == null ? null : name.toString();
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
    if (!(exception instanceof InvalidReadingException invalid)) {
      return Response.fail();
    }
    if (topic == null) {
      return Response.resume();
    }
    var letter =
        new ProducerRecord<>(
            topic,
            null,
            context.timestamp() < 0 ? null : context.timestamp(),
            context.sourceRawKey(),
            context.sourceRawValue(),
            context.headers());
    Headers headers = letter.headers();
    add(headers, EXCEPTION_HEADER, invalid.getClass().getName());
    add(headers, MESSAGE_HEADER, String.valueOf(invalid.getMessage()));
    add(headers, TOPIC_HEADER, context.topic());
    add(headers, PARTITION_HEADER, Integer.toString(context.partition()));
    add(headers, OFFSET_HEADER, Long.toString(context.offset()));
    add(headers, FIELD_HEADER, invalid.field());
    return Response.resume(List.of(letter));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
