// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class TopicLimitsTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long MARGIN = Duration.ofMinutes(5).toMillis();

  @Test
  void withoutAConfigurationNothingIsLimited() {
    assertThat(limits(Map.of())).isEqualTo(TopicLimits.NONE);
    assertThat(TopicLimits.NONE.nearest(0, NOW)).isZero();
    assertThat(TopicLimits.NONE.nearest(Long.MAX_VALUE, NOW)).isEqualTo(Long.MAX_VALUE);
    assertThat(TopicLimits.NONE.nearest(NOW, NOW)).isEqualTo(NOW);
  }

  @Test
  void aTimestampOutOfRangeMovesIntoItByMoreThanClocksDiffer() {
    TopicLimits limits =
        limits(
            Map.of(
                "message.timestamp.before.max.ms", "" + 24 * HOUR,
                "message.timestamp.after.max.ms", "" + HOUR));
    assertThat(limits.nearest(0, NOW)).isEqualTo(NOW - 24 * HOUR + MARGIN);
    assertThat(limits.nearest(NOW + 2 * HOUR, NOW)).isEqualTo(NOW + HOUR - MARGIN);
    assertThat(limits.nearest(NOW - 23 * HOUR, NOW)).isEqualTo(NOW - 23 * HOUR);
    assertThat(limits.nearest(NOW + HOUR / 2, NOW)).isEqualTo(NOW + HOUR / 2);
  }

  @Test
  void aRangeThatIsSmallerThanTheMarginIsHalved() {
    TopicLimits limits =
        limits(
            Map.of(
                "message.timestamp.before.max.ms", "1000",
                "message.timestamp.after.max.ms", "0"));
    assertThat(limits.nearest(0, NOW)).isEqualTo(NOW - 500);
    assertThat(limits.nearest(NOW + 1, NOW)).isEqualTo(NOW);
  }

  @Test
  void theBrokersOwnTimestampsHaveNoRange() {
    assertThat(
            limits(
                Map.of(
                    "message.timestamp.type", "LogAppendTime",
                    "message.timestamp.before.max.ms", "1000")))
        .isEqualTo(TopicLimits.NONE);
  }

  @Test
  void anOlderBrokerHasOneSettingForBothDirections() {
    TopicLimits limits = limits(Map.of("message.timestamp.difference.max.ms", "" + HOUR));
    assertThat(limits.nearest(0, NOW)).isEqualTo(NOW - HOUR + MARGIN);
    assertThat(limits.nearest(Long.MAX_VALUE, NOW)).isEqualTo(NOW + HOUR - MARGIN);
  }

  @Test
  void theLargestBatchFitsInASegmentOfTheLog() {
    Map<String, String> config =
        Map.of("max.message.bytes", "2000000", "segment.bytes", "1000000", "cleanup.policy", "x");
    assertThat(limits(config).maxBytes()).isEqualTo(1_000_000);
    assertThat(limits(config).compacted()).isFalse();
    assertThat(limits(Map.of("cleanup.policy", "compact,delete")).compacted()).isTrue();
  }

  @Test
  void onlyATopicThatDeletesByTimestampHasARetention() {
    Map<String, String> delete = Map.of("cleanup.policy", "delete", "retention.ms", "" + HOUR);
    assertThat(limits(delete).isPastRetention(NOW - HOUR, NOW)).isFalse();
    assertThat(limits(delete).isPastRetention(NOW - HOUR - 1, NOW)).isTrue();
    assertThat(limits(delete).isPastRetention(NOW + HOUR, NOW)).isFalse();
    for (var keeps :
        List.of(
            Map.of("cleanup.policy", "delete", "retention.ms", "-1"),
            Map.of("cleanup.policy", "compact", "retention.ms", "" + HOUR),
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "" + HOUR,
                "message.timestamp.type", "LogAppendTime"))) {
      assertThat(limits(keeps).isPastRetention(0, NOW)).as("%s", keeps).isFalse();
    }
  }

  private static TopicLimits limits(Map<String, String> config) {
    List<ConfigEntry> entries =
        config.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .toList();
    return TopicLimits.of(new Config(entries));
  }
}
