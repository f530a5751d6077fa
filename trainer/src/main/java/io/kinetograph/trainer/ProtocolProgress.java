package io.kinetograph.trainer;

import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.protocol.Fold;
import io.kinetograph.trainer.protocol.Plan;
import io.kinetograph.trainer.protocol.ProtocolListener;
import io.kinetograph.trainer.protocol.ResultsFiles;
import io.kinetograph.trainer.protocol.Summary;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Shows how a protocol goes on, and keeps its results up to date after every fold. */
final class ProtocolProgress implements ProtocolListener, AutoCloseable {

  private final PrintWriter out;
  private final Path run;
  private final Plan plan;
  private final TrainingProgress epochs;

  ProtocolProgress(PrintWriter out, Path run, Plan plan) {
    this.out = out;
    this.run = run;
    this.plan = plan;
    this.epochs = new TrainingProgress(out);
  }

  @Override
  public void foldKept(Fold fold) {
    say(fold, "done before");
  }

  @Override
  public void foldBusy(Fold fold) {
    say(fold, "left to another process, which is at it");
  }

  @Override
  public TrainingListener foldStarted(Fold fold, Training training) {
    say(
        fold,
        "training on %s; kept back: %d segments; epochs done: %d of %d"
            .formatted(
                training.trainingPart().summary(),
                training.heldPart().size(),
                training.epochsDone(),
                training.settings().epochs()));
    return epochs;
  }

  @Override
  public void foldDone(Fold fold, Evaluation evaluation) throws IOException {
    say(
        fold,
        String.format(
            Locale.ROOT,
            "accuracy %.2f %% of %d segments",
            100 * evaluation.accuracy(),
            evaluation.predictions().size()));
    // A long run's results are looked at before it ends.
    ResultsFiles.write(run, Summary.of(run, plan.protocol()).orElseThrow());
  }

  @Override
  public void wornUnknown(Fold fold) {
    say(fold, "its accuracy by worn units is not known: its checkpoint was not kept");
  }

  @Override
  public void close() {
    epochs.close();
  }

  private void say(Fold fold, String what) {
    int place = plan.folds().indexOf(fold) + 1;
    out.printf("%s (%d of %d): %s%n", fold.name(), place, plan.folds().size(), what);
    out.flush();
  }
}
