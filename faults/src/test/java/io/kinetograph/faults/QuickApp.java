// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.TopicReader;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.process.AppProcess;
import io.kinetograph.streams.app.StreamCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Apps whose end the brokers notice within seconds, on a machine that may be slow. */
final class QuickApp {

  private static final Duration DEADLINE = Duration.ofMinutes(3);

  /** No episode ends by silence, however slow the machine is; but see {@link Traffic}. */
  private static final Map<String, String> MAX_GAP = Map.of("episodes.max-gap", "1d");

  private QuickApp() {}

  /**
   * Makes settings, which the caller may change.
   *
   * @param folder for the app's state and the model
   */
  static Map<String, String> settings(AppTopics topics, Path folder) throws IOException {
    Map<String, String> settings = topics.settings();
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("kafka.num.stream.threads", "2");
    settings.put("model.file", new TinyModel().write(folder.resolve("tiny.onnx")).toString());
    // Until a session times out, its successor waits.
    settings.put("kafka.session.timeout.ms", "2000");
    settings.put("kafka.heartbeat.interval.ms", "300");
    // So does a consumer that fetches offsets which an open transaction may still change.
    settings.put("kafka.transaction.timeout.ms", "3000");
    // No wearer is idle and no clock stands still, however slow the machine is.
    settings.put("segment.idle-timeout", "10m");
    settings.put("segment.max-open", "10m");
    settings.putAll(MAX_GAP);
    return settings;
  }

  /** Starts the app as a process. */
  static AppProcess start(Path folder, String name, Map<String, String> settings)
      throws IOException {
    return AppProcess.start(folder, name, StreamCommand.class, settings, "-Xmx256m");
  }

  /** Closes an app as an operator does. */
  static void close(AppProcess app) throws Exception {
    app.terminate();
    assertThat(app.exitCode(Duration.ofMinutes(1))).isEqualTo(AppProcess.SIGTERM);
  }

  /** Ends the traffic, waits for its labels, closes the apps, and judges all labels. */
  static Result end(Traffic traffic, TopicReader labels, Collection<AppProcess> apps)
      throws Exception {
    List<ExpectedLabel> expected = traffic.stop();
    labels.readAll(expected.size(), DEADLINE);
    for (AppProcess app : apps) {
      close(app);
    }
    labels.read(Duration.ofSeconds(1));
    Result result = Result.of(expected, labels.records());
    if (result.isExactlyOnce()) {
      EpisodeResult.assertExactlyOnce(traffic.topics(), MAX_GAP, labels.records());
    }
    return result;
  }

  /** Reads labels until the app has reached a state; fails if it ends first. */
  static void readUntil(AppProcess app, TopicReader labels, BooleanSupplier reached) {
    labels.readUntil(
        "the app's state",
        DEADLINE,
        () -> {
          assertThat(app.isAlive()).as(app::log).isTrue();
          return reached.getAsBoolean();
        });
  }
}
