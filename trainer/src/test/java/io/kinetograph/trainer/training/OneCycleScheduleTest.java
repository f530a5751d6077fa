// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.training.tracker.Tracker;
import org.junit.jupiter.api.Test;

class OneCycleScheduleTest {

  private final Tracker cycle = OneCycleSchedule.cycle(2e-3, 1e-5, 401);

  @Test
  void startsLowPeaksAtAQuarterAndEndsNearZero() {
    assertThat(cycle.getNewValue(0)).isEqualTo(8e-5f, within(1e-8f));
    assertThat(cycle.getNewValue(100)).isEqualTo(2e-3f, within(1e-8f));
    assertThat(cycle.getNewValue(400)).isEqualTo(2e-8f, within(1e-10f));
  }

  @Test
  void risesThenFalls() {
    for (int step = 1; step <= 400; step++) {
      float change = cycle.getNewValue(step) - cycle.getNewValue(step - 1);
      assertThat(change > 0).as("step %d", step).isEqualTo(step <= 100);
    }
  }
}
