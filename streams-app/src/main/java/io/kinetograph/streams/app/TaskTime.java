// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.config.DurationText;
import io.kinetograph.streams.config.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Relates the time that a thread's tasks may work to the time that a transaction may take. */
final class TaskTime {

  private TaskTime() {}

  /**
   * A warning if the tasks of a thread may work for so long that a transaction may be aborted.
   *
   * @param kafka of the app, with its number of stream threads
   * @param partitions of the input topic, which are as many tasks
   */
  static Optional<String> warning(Settings settings, StreamsConfig kafka, int partitions) {
    if (!kafka
        .getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)
        .equals(StreamsConfig.EXACTLY_ONCE_V2)) {
      return Optional.empty();
    }
    int threads = kafka.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
    int tasks = (partitions + threads - 1) / threads;
    Duration taskTime = settings.batch().maxProcessingTime();
    Duration threadTime = taskTime.multipliedBy(tasks);
    Duration timeout = transactionTimeout(kafka);
    if (threadTime.multipliedBy(3).compareTo(timeout) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "if this process gets all %d partitions of topic '%s', one stream thread runs up to %d"
                + " of them. They may work for %s in one transaction, and the transaction timeout"
                + " is %s. Keep the work below a third of it: raise%s"
                + " kafka.producer.transaction.timeout.ms (%d), or lower"
                + " batch.max-processing-time (%s)",
            partitions,
            settings.topics().input(),
            tasks,
            DurationText.of(threadTime),
            DurationText.of(timeout),
            tasks > 1 ? " kafka.num.stream.threads (" + threads + ") or" : "",
            timeout.toMillis(),
            DurationText.of(taskTime)));
  }

  private static Duration transactionTimeout(StreamsConfig kafka) {
    Object millis = kafka.getProducerConfigs("any").get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    return Duration.ofMillis(Long.parseLong(String.valueOf(millis).strip()));
  }
}
