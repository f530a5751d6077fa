// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.liveness.CapturedSchedule;
import io.kinetograph.streams.liveness.FailingAdmin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsWatchTest {

  @Test
  void anErrorDoesNotEndTheWatch() {
    TopicSettings topics = new TopicSettings("in", "out", "episodes", "dlq");
    CapturedSchedule schedule = new CapturedSchedule();
    try {
      assertThatCode(
              () -> {
                LimitsWatch watch =
                    new LimitsWatch(
                        FailingAdmin.create(),
                        schedule,
                        topics,
                        List.of(),
                        new WriteLimits(topics, Map.of(), new SimpleMeterRegistry()),
                        new CompactedTopics(topics));
                schedule.repeated().run();
                watch.close();
              })
          .doesNotThrowAnyException();
    } finally {
      schedule.shutdownNow();
    }
  }
}
