// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import org.apache.kafka.common.KafkaException;

/** The cluster or one of its topics cannot be used; the message is one sentence for operators. */
public final class UnusableClusterException extends KafkaException {

  /** What to do if the topics of the app do not have the same number of partitions. */
  public static final String ADD_PARTITIONS =
      "stop all processes of the app, give the input topic, the output topic, the topic of episodes"
          + " and the app's changelogs the same number of partitions, and start the app (\"Add"
          + " partitions\" in docs/operations.md)";

  private static final long serialVersionUID = 1L;

  /** With the sentence. */
  public UnusableClusterException(String message) {
    super(message);
  }
}
