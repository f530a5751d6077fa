package io.kinetograph.trainer.training;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.NetworkClassifier;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.Workload;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One training run, in a folder of its own: a checkpoint, the figures of its epochs, and the course
 * of its loss. With the same settings, data and number of threads it comes to the same weights,
 * resumed or not.
 */
public final class Training implements AutoCloseable {

  private final Path run;
  private final TrainingSettings settings;
  private final TrainingData data;
  private final Learner learner;
  private final BestWeights best;
  private final Checkpoint checkpoint;
  private final EpochCsv metrics;
  private final StepsFile steps;
  private final BatchMaker batches;
  private final int threads;
  private OptionalDouble foundRate;
  private Schedule schedule;
  private List<String> remarks = List.of();
  private int epochsDone;

  private Training(
      Path run,
      TrainingData data,
      TrainingSettings settings,
      OptionalDouble foundRate,
      int threads) {
    this.threads = threads;
    this.foundRate = foundRate;
    this.run = run;
    this.settings = settings;
    this.data = data;
    this.learner = new Learner(data, settings, threads);
    this.best = new BestWeights();
    this.checkpoint = new Checkpoint(learner, best);
    RunFolder folder = new RunFolder(run);
    this.metrics = new EpochCsv(folder.metrics(), EpochMetrics.columns());
    this.steps = new StepsFile(folder.steps());
    this.batches = new BatchMaker(data, settings);
    this.schedule = schedule();
  }

  private Schedule schedule() {
    // A rate that is yet to be found stands in for by any other.
    double rate = foundRate.orElse(settings.optimization().learningRate().peak().orElse(1));
    return new Schedule(settings, rate, batches.batches());
  }

  /**
   * Starts a run.
   *
   * @param run folder of the run; created if missing
   * @param data the data set
   * @param settings how to train
   * @param threads that compute, at least 1
   * @throws IOException if the folder holds a run already or cannot be written, or the weights to
   *     begin with cannot be read or do not fit
   * @throws IllegalArgumentException if the settings do not fit the data
   */
  public static Training start(Path run, DataSet data, TrainingSettings settings, int threads)
      throws IOException {
    new RunFolder(run).requireNoRun();
    Files.createDirectories(run);
    Training training =
        new Training(
            run, TrainingData.start(data, settings), settings, OptionalDouble.empty(), threads);
    try {
      training.remarks = training.learner.startFrom(settings.fineTuning().initialWeights());
      training.metrics.keep(0);
      training.steps.keep(0);
      return training;
    } catch (IOException e) {
      training.close();
      throw e;
    }
  }

  /**
   * Takes up a run after its last finished epoch.
   *
   * @param run folder of the run
   * @param data the data set it was started with
   * @param threads that compute, at least 1
   * @throws IOException if there is no checkpoint, it cannot be read, or the data are others
   */
  public static Training resume(Path run, DataSet data, int threads) throws IOException {
    return resume(run, Checkpoint.toResume(run), data, threads);
  }

  private static Training resume(Path run, TensorFile file, DataSet data, int threads)
      throws IOException {
    Entries entries = file.entries();
    TrainingSettings settings = Checkpoint.settings(entries);
    Optional<Preprocessing> given = Optional.of(Checkpoint.fit(entries));
    Training training =
        new Training(
            run,
            TrainingData.prepare(data, settings, given),
            settings,
            Checkpoint.foundRate(entries),
            threads);
    try {
      training.epochsDone = Checkpoint.epochs(entries);
      training.enterPhaseOf(training.epochsDone);
      training.checkpoint.restore(run, file, training.data);
      training.metrics.keep(training.epochsDone);
      training.steps.keep(training.epochsDone);
      return training;
    } catch (IOException e) {
      training.close();
      throw e;
    }
  }

  /**
   * Takes up a run if the folder holds one of the same settings, else starts it.
   *
   * @param run folder of the run
   * @param data the data set
   * @param settings how to train
   * @param threads that compute, at least 1
   * @throws IOException if the folder holds a run of other settings or data, or cannot be read or
   *     written
   */
  public static Training startOrResume(
      Path run, DataSet data, TrainingSettings settings, int threads) throws IOException {
    if (!new RunFolder(run).holdsRun()) {
      return start(run, data, settings, threads);
    }
    TensorFile file = Checkpoint.toResume(run);
    TrainingSettings old = Checkpoint.settings(file.entries());
    if (!old.equals(settings)) {
      throw new IOException(
          "%s holds a run of other settings: %s"
              .formatted(run, TrainingSettings.differences(settings.toMap(), old.toMap())));
    }
    return resume(run, file, data, threads);
  }

  /** The settings; after a resume, those the run was started with. */
  public TrainingSettings settings() {
    return settings;
  }

  /** What there is to say of the weights that the run began with; nothing after a resume. */
  public List<String> remarks() {
    return remarks;
  }

  /** The segments that are learned from. */
  public DataSet trainingSet() {
    return data.training();
  }

  /** The segments that are kept back. */
  public DataSet testSet() {
    return data.held();
  }

  /** Epochs that were done before and need not be done again. */
  public int epochsDone() {
    return epochsDone;
  }

  /** The segments that are judged after each epoch and may end the training. */
  public DataSet validationSet() {
    return data.validation();
  }

  /** The epoch that did best on the validation set, if it is looked for. */
  public OptionalInt bestEpoch() {
    return best.epoch() > 0 ? OptionalInt.of(best.epoch()) : OptionalInt.empty();
  }

  /**
   * Names segments with the averaged weights, those of the best epoch if it is looked for, for as
   * long as this is open.
   */
  public NetworkClassifier averageClassifier() {
    return best.epoch() > 0 ? learner.classifier(best) : learner.averageClassifier();
  }

  private boolean finished() {
    int patience = settings.fineTuning().patience();
    int lastGain = Math.max(best.epoch(), settings.fineTuning().frozenEpochs());
    return epochsDone >= settings.allEpochs()
        || (patience > 0 && epochsDone - lastGain >= patience);
  }

  /** The learning rate that was found on the training set, if the settings ask for it. */
  public OptionalDouble foundRate() {
    return foundRate;
  }

  /** The epochs that are left, as work that {@link #run} does; patience may end it earlier. */
  public Workload remainingWork() {
    return new Workload(settings.allEpochs() - epochsDone, "epochs", System::nanoTime);
  }

  /**
   * Trains through the epochs that are left, or until patience ends.
   *
   * @param progress shows a line an epoch
   * @param work that the epochs are a part of, counted in epochs
   * @param evaluatesTestSet whether the test set is evaluated after each epoch, which takes time
   *     and decides nothing
   * @return the metrics of these epochs
   * @throws IOException if a checkpoint cannot be written
   * @throws IllegalStateException if the loss is not finite any more
   */
  public List<EpochMetrics> run(Progress progress, Workload work, boolean evaluatesTestSet)
      throws IOException {
    if (settings.optimization().learningRate().isAuto() && foundRate.isEmpty()) {
      double found =
          new RateRangeTest(data, settings, threads).run(RateSweep.usual(), progress).suggestion();
      foundRate = OptionalDouble.of(found);
      schedule = schedule();
      progress.say(String.format(Locale.ROOT, "learning rate found: %.3g", found));
    }
    ExecutorService preparation =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "pictures");
              thread.setDaemon(true);
              return thread;
            });
    List<EpochMetrics> all = new ArrayList<>();
    try {
      while (!finished()) {
        int epoch = epochsDone + 1;
        EpochMetrics done;
        try (Progress.Task task =
            progress.start("epoch %d of %d".formatted(epoch, settings.allEpochs()), work)) {
          done = epoch(epoch, task, evaluatesTestSet, preparation);
        }
        metrics.append(List.of(done.cells()));
        steps.flush();
        all.add(done);
        progress.say(done.toLine() + "; " + work.toText());
      }
    } finally {
      preparation.shutdownNow();
    }
    work.skip((double) settings.allEpochs() - epochsDone);
    return all;
  }

  private EpochMetrics epoch(
      int epoch, Progress.Task task, boolean evaluatesTestSet, ExecutorService preparation)
      throws IOException {
    final EpochClock clock = new EpochClock();
    int count = batches.batches();
    if (schedule.startsPhase(epoch)) {
      enterPhaseOf(epoch);
    }
    List<RecordedSegment> order = batches.order(epoch);
    double loss = 0;
    int right = 0;
    int seen = 0;
    float rate = 0;
    CompletableFuture<PictureBatch> next = prepare(order, epoch, 0, preparation);
    for (int i = 0; i < count; i++) {
      long asked = System.nanoTime();
      PictureBatch batch = next.join();
      clock.spent(EpochClock.Phase.WAITING, asked);
      if (i + 1 < count) {
        next = prepare(order, epoch, i + 1, preparation);
      }
      rate = schedule.rate(epoch, i);
      StepOutcome outcome = learner.step(batch, rate, clock);
      if (!Double.isFinite(outcome.loss())) {
        throw new IllegalStateException(
            "the loss is %s after %d steps: try a lower learning rate"
                .formatted(outcome.loss(), learner.optimiser().steps()));
      }
      steps.note((epoch - 1) * count + i, epoch, rate, outcome.loss());
      loss += outcome.loss() * batch.size();
      right += outcome.right();
      seen += batch.size();
      task.advance(1.0 / count);
      task.note(String.format(Locale.ROOT, "loss %.3f", outcome.loss()));
    }
    final long judging = System.nanoTime();
    OptionalDouble test =
        evaluatesTestSet ? accuracy(learner.classifier()) : OptionalDouble.empty();
    OptionalDouble testEma =
        evaluatesTestSet ? accuracy(learner.averageClassifier()) : OptionalDouble.empty();
    Optional<EvaluationMetrics> judged = validate(epoch);
    clock.spent(EpochClock.Phase.VALIDATION, judging);
    long writing = System.nanoTime();
    checkpoint.write(run, settings, data, foundRate, epoch);
    epochsDone = epoch;
    clock.spent(EpochClock.Phase.CHECKPOINT, writing);
    return new EpochMetrics(
        epoch, loss / seen, (double) right / seen, test, testEma, judged, rate, clock.times());
  }

  private void enterPhaseOf(int epoch) {
    learner.begin(schedule.frozen(epoch), name -> schedule.factor(epoch, name));
  }

  private CompletableFuture<PictureBatch> prepare(
      List<RecordedSegment> order, int epoch, int batch, ExecutorService preparation) {
    return CompletableFuture.supplyAsync(() -> batches.batch(order, epoch, batch), preparation);
  }

  private Optional<EvaluationMetrics> validate(int epoch) {
    if (data.validation().size() == 0) {
      return Optional.empty();
    }
    EvaluationMetrics judged = EvaluationMetrics.of(learner.averageClassifier(), data.validation());
    if (settings.fineTuning().patience() > 0) {
      best.offer(epoch, judged, learner.average());
    }
    return Optional.of(judged);
  }

  private OptionalDouble accuracy(NetworkClassifier judged) {
    DataSet held = data.held();
    if (held.size() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(EvaluationMetrics.of(judged, held).accuracy());
  }

  /** Frees the engine's memory. */
  @Override
  public void close() {
    learner.close();
  }
}
