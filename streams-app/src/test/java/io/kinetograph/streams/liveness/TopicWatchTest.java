// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.topology.Changelogs;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicWatchTest {

  @Test
  void anErrorDoesNotEndTheWatch() {
    CapturedSchedule schedule = new CapturedSchedule();
    TopicWatch watch =
        new TopicWatch(
            FailingAdmin.create(),
            schedule,
            new TopicSettings("in", "out", "episodes", "dlq"),
            new Changelogs("segments", null),
            Map.of(),
            change -> {});
    try {
      assertThatCode(schedule.repeated()::run).doesNotThrowAnyException();
    } finally {
      watch.close();
      schedule.shutdownNow();
    }
  }
}
