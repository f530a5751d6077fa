package io.kinetograph.streams.operations;

/** How many of Kafka's own meters are published. */
public enum KafkaMeterScope {
  /** None. */
  NONE,
  /** Those that tell whether the app keeps up and is well: {@link KafkaMeters#ESSENTIAL}. */
  ESSENTIAL,
  /** All of Kafka Streams and its clients, several hundred a thread. */
  ALL
}
