// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows when a broker refuses a record. A refusal for good is noted in {@link
 * WriteLimits}, and the stream thread fails: its transaction is aborted, and the new thread does
 * not send the record again as it was. After any other error it does. Kafka Streams calls it on the
 * producer's own thread, so it sends nothing and waits for nothing.
 *
 * <p>Public because Kafka Streams creates it by class name.
 */
public final class RefusedWriteHandler implements ProductionExceptionHandler {

  /** Begins the message of records that were only in the same batch as a refused one. */
  private static final String BYSTANDER = "Failed to append record because it was part of a batch";

  private @Nullable WriteLimits limits;

  /** Kafka Streams creates one for each task, with the task: what it reports was sent later. */
  private long sinceNanos;

  @Override
  public void configure(Map<String, ?> configs) {
    WriteLimits known = WriteLimits.of(configs);
    sinceNanos = known.nanoTime();
    limits = known;
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RetriableException) {
      return Response.retry();
    }
    if (exception.getClass() == KafkaException.class
        && String.valueOf(exception.getMessage()).startsWith(BYSTANDER)) {
      // Kafka Streams reports the records of a batch up to the first that fails the thread: the
      // refused one follows.
      return Response.resume();
    }
    if (limits != null && Refusal.isReportedBy(exception)) {
      limits.refused(record, exception, sinceNanos);
    }
    return Response.fail();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord record,
      Exception exception,
      SerializationExceptionOrigin origin) {
    return Response.fail();
  }
}
