// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.quickstart.display.RunSummary;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.display.SummaryText;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A run that says how it ended. */
final class ReportedRun {

  private final QuickstartRun run;
  private final Scoreboard scoreboard;
  private final PrintStream out;
  private final Consumer<@Nullable String> complaints;

  /**
   * Prepares a run.
   *
   * @param scoreboard of the run
   * @param out where the summary goes
   * @param complaints receives why the run failed, in a sentence
   */
  ReportedRun(
      QuickstartRun run,
      Scoreboard scoreboard,
      PrintStream out,
      Consumer<@Nullable String> complaints) {
    this.run = run;
    this.scoreboard = scoreboard;
    this.out = out;
    this.complaints = complaints;
  }

  /**
   * Runs to the end, and returns the exit code.
   *
   * @return 0 if every segment has exactly one label, otherwise 1
   */
  int run() throws InterruptedException {
    boolean failed = false;
    try {
      run.run();
    } catch (QuickstartException | InvalidModelException | KafkaException e) {
      if (isStoppedAtStart()) {
        return 0;
      }
      failed = true;
      complaints.accept(e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      if (isStoppedAtStart()) {
        return 0;
      }
      throw e;
    }
    RunSummary summary = scoreboard.summary();
    if (summary.segments() > 0) {
      out.printf("%n%s", SummaryText.of(summary));
    } else if (!failed && !run.isStopped()) {
      out.printf(
          Locale.ROOT,
          "%nNo segment was published completely, so there is no summary. A segment takes %d s:"
              + " choose a longer --duration, such as 60s.%n",
          Segment.LENGTH_MICROS / 1_000_000);
    }
    return failed || !summary.isExactlyOnce() ? 1 : 0;
  }

  /**
   * Whether Ctrl-C explains a failure: Kafka and ONNX Runtime need shutdown hooks, so they cannot
   * start while the process ends.
   */
  private boolean isStoppedAtStart() {
    return run.isStopped() && scoreboard.summary().segments() == 0;
  }
}
