package io.kinetograph.streams;

import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * The local state cannot be opened. Kafka Streams 4.3 opens every store it finds when it starts,
 * and gives up at one that was only half deleted when its process was killed; with exactly-once,
 * whole tasks are deleted whenever one was not closed in order. All of it is in the changelogs too.
 */
final class UnreadableStateException extends StreamsException {

  private static final long serialVersionUID = 1L;

  private final transient KafkaStreams streams;

  /**
   * @param streams that could not start, closed
   * @param cause which store, and why
   */
  UnreadableStateException(KafkaStreams streams, ProcessorStateException cause) {
    super(sentence(cause), cause);
    this.streams = streams;
  }

  private static String sentence(ProcessorStateException e) {
    Throwable why = e.getCause();
    return why == null ? e.toString() : "%s (%s)".formatted(e.getMessage(), why.getMessage());
  }

  /**
   * Deletes the local state.
   *
   * @throws StreamsException if that cannot be done
   */
  void deleteState() {
    streams.cleanUp();
  }
}
