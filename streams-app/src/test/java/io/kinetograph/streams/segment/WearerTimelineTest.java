// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.segment.WearerTimeline.Due;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WearerTimelineTest {

  private static final long SECOND = 1_000_000L;

  private final SegmentSettings settings;
  private final SegmentGrid grid;

  WearerTimelineTest() throws InvalidSettingsException {
    settings = Settings.of(Map.of("segment.expected-units", "TORSO")).segments();
    grid = new SegmentGrid(settings.hopMicros(), 0);
  }

  @Test
  void segmentsStayOnTheGridAfterTheHopChanged() {
    WearerTimeline timeline = new WearerTimeline(settings, grid, 103 * SECOND);
    timeline.deliver(BodyUnit.TORSO, 103 * SECOND, 110 * SECOND, 40_000);

    assertThat(timeline.due(0)).isEqualTo(new Due(105 * SECOND, CloseReason.COMPLETE));
    assertThat(timeline.close(105 * SECOND)).isEqualTo(110 * SECOND);
  }

  @Test
  void jitterAfterAClosedSegmentMakesNoHoleAfterARestart() {
    WearerTimeline timeline = new WearerTimeline(settings, grid, 100 * SECOND);
    timeline.deliver(BodyUnit.TORSO, 100 * SECOND + 15_000, 105 * SECOND + 15_000, 40_000);

    assertThat(timeline.due(0)).isEqualTo(new Due(100 * SECOND, CloseReason.COMPLETE));
  }

  @Test
  void timeWithoutSamplesHasNoSegments() {
    WearerTimeline timeline = new WearerTimeline(settings, grid, 100 * SECOND);
    timeline.deliver(BodyUnit.TORSO, 3_600 * SECOND, 3_601 * SECOND, 40_000);

    assertThat(timeline.due(9_999)).isNull();
    assertThat(timeline.due(10_000)).isEqualTo(new Due(3_600 * SECOND, CloseReason.IDLE));
  }

  @Test
  void theNewestTimeIsThatOfTwoUnitsUnlessTheOthersAreIdle() {
    WearerTimeline timeline = new WearerTimeline(settings, grid, WearerTimeline.NONE);
    timeline.seenAt(BodyUnit.LEFT_ARM, 1_000);
    timeline.deliver(BodyUnit.LEFT_ARM, 100 * SECOND, 101 * SECOND, 40_000);
    timeline.seenAt(BodyUnit.RIGHT_ARM, 2_000);
    timeline.deliver(BodyUnit.RIGHT_ARM, 130 * SECOND, 131 * SECOND, 40_000);
    assertThat(timeline.due(10_999)).isNull();

    assertThat(timeline.due(11_000)).isEqualTo(new Due(100 * SECOND, CloseReason.GRACE));
  }

  @Test
  void afterARestartOneUnitAloneIsNotTheNewestTime() {
    WearerTimeline timeline = new WearerTimeline(settings, grid, 100 * SECOND);
    timeline.deliver(BodyUnit.LEFT_ARM, 100 * SECOND, 130 * SECOND, 40_000);
    timeline.seenAt(BodyUnit.LEFT_ARM, 1_000);
    timeline.deliver(BodyUnit.LEFT_ARM, 130 * SECOND, 131 * SECOND, 40_000);

    assertThat(timeline.due(10_999)).isNull();
    timeline.seenAt(BodyUnit.LEFT_ARM, 11_000);
    assertThat(timeline.due(11_000)).isEqualTo(new Due(100 * SECOND, CloseReason.GRACE));
  }

  @Test
  void aFirstSegmentWaitsForReadingsThatMayArriveBeforeIt() {
    WearerTimeline timeline = new WearerTimeline(settings, grid, WearerTimeline.NONE);
    timeline.deliver(BodyUnit.TORSO, 100 * SECOND, 104 * SECOND, 40_000);
    assertThat(timeline.due(0)).isNull();
    timeline.deliver(BodyUnit.TORSO, 104 * SECOND, 105 * SECOND, 40_000);

    assertThat(timeline.due(0)).isEqualTo(new Due(100 * SECOND, CloseReason.COMPLETE));
  }
}
