// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

  private final StringWriter out = new StringWriter();

  @Test
  void printsOnlyLinesWithoutATerminal() {
    Progress progress = new TerminalProgress(new PrintWriter(out), false);

    try (Progress.Task task = progress.start("reading", 2)) {
      task.advance(1);
      task.note("halfway");
      task.advance(1);
    }
    progress.say("2 read");

    assertThat(out.toString()).isEqualTo("2 read" + System.lineSeparator());
  }

  @Test
  void tasksAdvanceTheTaskThatContainsThem() {
    AtomicLong nanos = new AtomicLong();
    Workload work = new Workload(4, "epochs", nanos::get);

    for (boolean hasBars : new boolean[] {false, true}) {
      Progress progress = new TerminalProgress(new PrintWriter(out), hasBars);
      try (Progress.Task task = progress.start("epoch", work)) {
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        task.advance(0.5);
        task.advance(0.5);
      }
    }

    assertThat(work.done()).isEqualTo(2);
    assertThat(work.toText()).isEqualTo("50% done, about 1 min left");
  }
}
