package io.kinetograph.trainer;

import io.kinetograph.trainer.training.EpochFigures;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Shows an epoch's progress on a terminal, and its figures as one line everywhere. */
final class TrainingProgress implements TrainingListener, AutoCloseable {

  private final PrintWriter out;
  private final boolean terminal;
  private @Nullable ProgressBar bar;

  TrainingProgress(PrintWriter out) {
    this.out = out;
    this.terminal = Ansi.AUTO.enabled();
  }

  /** Says what is trained on, and trains through the epochs that are left. */
  void run(Training training) throws IOException {
    training.remarks().forEach(out::println);
    out.printf(
        "training on %s; validation: %d segments; kept back: %d segments; epochs done: %d of"
            + " %d%n",
        training.trainingPart().summary(),
        training.validationPart().size(),
        training.heldPart().size(),
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
  public void rateFound(double rate) {
    out.printf(Locale.ROOT, "learning rate found: %.3g%n", rate);
    out.flush();
  }

  @Override
  public void epochStarted(int epoch, int epochs, int steps) {
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch %d of %d".formatted(epoch, epochs))
              .setInitialMax(steps)
              .setUpdateIntervalMillis(500)
              .build();
    }
  }

  @Override
  public void stepDone(double loss) {
    if (bar != null) {
      bar.step();
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f", loss));
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
      bar = null;
    }
  }
}
