package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.crossvalidation.CrossValidationListener;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan.FoldTraining;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults;
import io.kinetograph.trainer.crossvalidation.ResultsFiles;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.progress.Workload;
import io.kinetograph.trainer.training.EpochFigures;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a protocol goes on, and keeps its results up to date after every fold: on a terminal a
 * bar over all folds and epochs with the time left, and a line an epoch everywhere.
 */
final class ProtocolProgress implements CrossValidationListener, AutoCloseable {

  /** The bar counts in whole numbers. */
  private static final int EPOCH = 1000;

  private final PrintWriter out;
  private final Path run;
  private final CrossValidationPlan plan;
  private final Workload work;
  private @Nullable StepBar bar;
  private int foldsEpochsLeft;

  ProtocolProgress(PrintWriter out, Path run, CrossValidationPlan plan) {
    this.out = out;
    this.run = run;
    this.plan = plan;
    this.work =
        new Workload(
            plan.folds().stream().mapToInt(fold -> fold.settings().allEpochs()).sum(),
            "epochs",
            System::nanoTime);
  }

  @Override
  public void foldSkipped(FoldTraining fold) {
    work.skip(fold.settings().allEpochs());
    say(fold, "finished before");
  }

  @Override
  public void foldBusy(FoldTraining fold) {
    work.skip(fold.settings().allEpochs());
    say(fold, "skipped, another process works on it");
  }

  @Override
  public TrainingListener foldStarted(FoldTraining fold, Training training) {
    work.skip(training.epochsDone());
    foldsEpochsLeft = training.settings().allEpochs() - training.epochsDone();
    say(
        fold,
        "training on %s; kept back: %d segments; epochs done: %d of %d"
            .formatted(
                training.trainingSet().summary(),
                training.testSet().size(),
                training.epochsDone(),
                training.settings().allEpochs()));
    return new Epochs(fold);
  }

  @Override
  public void evaluationStarted(FoldTraining fold, long segments) {
    close();
    bar = new StepBar(fold.name() + ", evaluating", segments);
  }

  @Override
  public void segmentsEvaluated(int count) {
    if (bar != null) {
      bar.stepBy(count);
    }
  }

  @Override
  public void evaluationDone() {
    close();
  }

  @Override
  public void foldDone(FoldTraining fold, Evaluation evaluation) throws IOException {
    // A training may end before its last epoch.
    work.skip(foldsEpochsLeft);
    say(
        fold,
        String.format(
            Locale.ROOT,
            "accuracy %.2f %% of %d segments",
            100 * evaluation.accuracy(),
            evaluation.predictions().size()));
    // A long run's results are looked at before it ends.
    ResultsFiles.write(run, CrossValidationResults.of(run, plan.protocol()).orElseThrow());
  }

  @Override
  public void wornUnitsUnavailable(FoldTraining fold) {
    say(fold, "no accuracy by worn units: its checkpoint was not kept");
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private void say(FoldTraining fold, String what) {
    close();
    int place = plan.folds().indexOf(fold) + 1;
    out.printf("%s (%d of %d): %s%n", fold.name(), place, plan.folds().size(), what);
    out.flush();
  }

  /** The epochs of one fold. */
  private final class Epochs implements TrainingListener {

    private final FoldTraining fold;
    private int steps = 1;

    Epochs(FoldTraining fold) {
      this.fold = fold;
    }

    @Override
    public void rateSearchStarted(int steps) {
      close();
      bar = new StepBar(fold.name() + ", finding the learning rate", steps);
    }

    @Override
    public void rateSearchStepDone() {
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public void rateFound(double rate) {
      say(fold, String.format(Locale.ROOT, "learning rate found: %.3g", rate));
    }

    @Override
    public void epochStarted(int epoch, int epochs, int count) {
      steps = count;
      // Lines are printed between epochs, so each has a bar of its own that goes on.
      bar =
          new StepBar(
              "%s %d/%d".formatted(fold.name(), epoch, epochs),
              " epochs",
              EPOCH,
              Math.round(work.total() * EPOCH),
              Math.round(work.done() * EPOCH),
              work.elapsed());
    }

    @Override
    public void stepDone(double loss) {
      work.add(1.0 / steps);
      if (bar != null) {
        bar.stepTo(Math.round(work.done() * EPOCH));
        bar.say(String.format(Locale.ROOT, " loss %.3f", loss));
      }
    }

    @Override
    public void epochDone(EpochFigures figures) {
      foldsEpochsLeft--;
      close();
      out.printf("%s; %s%n", figures.toLine(), work.toText());
      out.flush();
    }

    private void close() {
      ProtocolProgress.this.close();
    }
  }
}
