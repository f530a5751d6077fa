// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks the broker's process how many bytes it has received. Several threads may ask; each waits for
 * the answer to its own question.
 */
final class BrokerBytes {

  private final Runnable question;
  private final BlockingQueue<String> answers;
  private final Duration patience;

  /**
   * Asks nothing yet.
   *
   * @param question asks once
   * @param answers receives a number for each question
   * @param patience how long to wait for an answer
   */
  BrokerBytes(Runnable question, BlockingQueue<String> answers, Duration patience) {
    this.question = question;
    this.answers = answers;
    this.patience = patience;
  }

  /**
   * Bytes that the broker has received, other than readings.
   *
   * @throws IllegalStateException if it does not answer in time: without the number, the figures
   *     would be wrong
   */
  synchronized long received() throws InterruptedException {
    answers.clear();
    question.run();
    String bytes = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (bytes == null) {
      throw new IllegalStateException(
          "the broker did not say within "
              + patience.toSeconds()
              + " s how many bytes it has received. Measure again when the machine has less to do");
    }
    return Long.parseLong(bytes);
  }
}
