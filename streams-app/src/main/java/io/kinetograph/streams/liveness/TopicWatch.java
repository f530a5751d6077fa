package io.kinetograph.streams.liveness;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.preflight.UnusableClusterException;
import io.kinetograph.streams.thread.DaemonThreads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks from time to time whether the topics are still there. Kafka's clients take a topic that was
 * deleted for one that will come back: they wait for minutes, without a word of what is wrong.
 *
 * <p>Brokers that do not answer are none of its business: the clients wait for them, and rightly.
 */
public final class TopicWatch implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** A broker that has just started may not know all topics yet. */
  private static final int TIMES = 2;

  private final Admin admin;
  private final Map<String, String> settings;
  private final Consumer<UnusableClusterException> gone;
  private final Map<String, Integer> missed = new LinkedHashMap<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("topic-watch"));

  /**
   * Begins to look.
   *
   * @param config settings of an admin client
   * @param topics that must be there
   * @param gone is told once of a topic that is not
   */
  public TopicWatch(
      Map<String, Object> config, TopicSettings topics, Consumer<UnusableClusterException> gone) {
    this.admin = Admin.create(config);
    this.settings = topics.settingKeys();
    this.gone = gone;
    var unused =
        scheduler.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    var asked = admin.describeTopics(settings.keySet()).topicNameValues();
    for (var answer : asked.entrySet()) {
      String topic = answer.getKey();
      try {
        answer.getValue().get(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        missed.remove(topic);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (TimeoutException e) {
        return;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException
            && missed.merge(topic, 1, Integer::sum) == TIMES) {
          gone.accept(
              new UnusableClusterException(
                  "topic '%s' (setting %s) was deleted while the app ran"
                      .formatted(topic, settings.get(topic))));
          scheduler.shutdown();
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    admin.close(Duration.ZERO);
  }
}
