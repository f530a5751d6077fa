// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private final AtomicLong clock = new AtomicLong(5);
  private final Workload work = new Workload(10, "epochs", clock::get);

  @Test
  void estimatesTheRestFromTheFinishedWork() {
    work.add(2.5);
    pass(Duration.ofHours(1));

    assertThat(work.left()).contains(Duration.ofHours(3));
    assertThat(work.toText()).isEqualTo("25% done, about 3 h 0 min left");
  }

  @Test
  void skippedWorkTakesNoTime() {
    work.add(2);
    work.skip(6);
    pass(Duration.ofMinutes(40));

    assertThat(work.left()).contains(Duration.ofMinutes(40));
    assertThat(work.toText()).isEqualTo("50% done, about 40 min left");
  }

  @Test
  void hasNoEstimateBeforeTheFirstStep() {
    assertThat(work.left()).isEmpty();
    assertThat(work.toText()).isEmpty();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
