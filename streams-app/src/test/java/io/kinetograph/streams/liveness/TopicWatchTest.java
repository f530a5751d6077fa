// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.topology.Changelogs;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TopicWatchTest {

  @Test
  void anErrorDoesNotEndTheWatch() {
    Admin admin =
        (Admin)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> {
                  throw new NoClassDefFoundError("made to fail");
                });
    CapturedSchedule schedule = new CapturedSchedule();
    TopicWatch watch =
        new TopicWatch(
            admin,
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
