package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.training.EpochFigures;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress and the time left on a terminal, and an epoch's figures as one line everywhere.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {

  private final PrintWriter out;
  private @Nullable StepBar bar;
  private long firstStep;
  private long start;

  TrainingProgress(PrintWriter out) {
    this.out = out;
  }

  /** Says what is trained on, and trains through the epochs that are left. */
  void run(Training training) throws IOException {
    training.remarks().forEach(out::println);
    out.printf(
        "training on %s; validation: %d segments; kept back: %d segments; epochs done: %d of"
            + " %d%n",
        training.trainingSet().summary(),
        training.validationSet().size(),
        training.testSet().size(),
        training.epochsDone(),
        training.settings().allEpochs());
    out.flush();
    training.run(this);
    training
        .bestEpoch()
        .ifPresent(
            best ->
                out.printf(
                    "epoch %d of %d was the best on the validation set: its weights are kept%n",
                    best, training.epochsDone()));
    out.flush();
  }

  @Override
  public void rateSearchStarted(int steps) {
    bar = new StepBar("finding the learning rate", steps);
  }

  @Override
  public void rateSearchStepDone() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void rateFound(double rate) {
    close();
    bar = null;
    out.printf(Locale.ROOT, "learning rate found: %.3g%n", rate);
    out.flush();
  }

  @Override
  public void epochStarted(int epoch, int epochs, int steps) {
    long before = (long) (epoch - 1) * steps;
    if (bar == null) {
      firstStep = before;
      start = System.nanoTime();
    }
    // The line of an epoch goes between two bars; the time left is that of the whole training.
    bar =
        new StepBar(
            "epoch %d of %d".formatted(epoch, epochs),
            (long) epochs * steps - firstStep,
            before - firstStep,
            Duration.ofNanos(System.nanoTime() - start));
  }

  @Override
  public void stepDone(double loss) {
    if (bar != null) {
      bar.step();
      bar.say(String.format(Locale.ROOT, " loss %.3f", loss));
    }
  }

  @Override
  public void epochDone(EpochFigures figures) {
    close();
    out.println(figures.toLine());
    out.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
