package io.kinetograph.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.dataset.DataSet;
import io.kinetograph.trainer.dataset.RecordedSegment;
import io.kinetograph.trainer.network.NetworkClassifier;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet34;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One training run, in a folder of its own: a checkpoint and the figures of its epochs. With the
 * same settings, data and number of threads it comes to the same weights, resumed or not.
 */
public final class Training implements AutoCloseable {

  private final Path run;
  private final TrainingSettings settings;
  private final TrainingData data;
  private final NDManager manager;
  private final ResNet34 network;
  private final ResNet34 average;
  private final AdamW optimiser;
  private final Checkpoint checkpoint;
  private final FiguresFile figures;
  private final BatchMaker batches;
  private final OneCycle learningRate;
  private int epochsDone;

  private Training(Path run, DataSet dataSet, TrainingSettings settings, int threads) {
    this.run = run;
    this.settings = settings;
    this.data = TrainingData.prepare(dataSet, settings);
    PyTorch.start(threads);
    PyTorch.engine().setRandomSeed((int) settings.seed());
    this.manager = PyTorch.newManager();
    this.network = new ResNet34(1, data.classes(), data.standardisation()).create(manager);
    this.average = new ResNet34(1, data.classes(), data.standardisation());
    average.freezeParameters(true);
    average.create(manager);
    for (String name : network.parameters().keySet()) {
      AdamW.floats(parameter(average, name).getArray())
          .put(AdamW.floats(parameter(network, name).getArray()));
    }
    this.optimiser =
        new AdamW(
            network.parameters(),
            average.parameters(),
            settings.weightDecay(),
            settings.averaging(),
            threads);
    this.checkpoint = new Checkpoint(network, average, optimiser);
    this.figures = new FiguresFile(run.resolve("figures.csv"));
    this.batches = new BatchMaker(data, settings);
    this.learningRate =
        new OneCycle(
            settings.learningRate(), settings.endRate(), settings.epochs() * batches.batches());
  }

  private static Parameter parameter(ResNet34 network, String name) {
    Parameter parameter = network.parameters().get(name);
    if (parameter == null) {
      throw new IllegalStateException("the network has no parameter " + name);
    }
    return parameter;
  }

  /**
   * Starts a run.
   *
   * @param run folder of the run; created if missing
   * @param data the data set
   * @param settings how to train
   * @param threads that compute, at least 1
   * @throws IOException if the folder holds a run already or cannot be written
   * @throws IllegalArgumentException if the settings do not fit the data
   */
  public static Training start(Path run, DataSet data, TrainingSettings settings, int threads)
      throws IOException {
    if (Files.exists(Checkpoint.file(run))) {
      throw new IOException(run + " holds a run already: resume it or choose another folder");
    }
    Files.createDirectories(run);
    Training training = new Training(run, data, settings, threads);
    try {
      training.figures.keep(0);
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
    Training training = new Training(run, data, Checkpoint.settings(run), threads);
    try {
      training.epochsDone = training.checkpoint.restore(run, training.data);
      training.figures.keep(training.epochsDone);
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
    if (!Files.exists(Checkpoint.file(run))) {
      return start(run, data, settings, threads);
    }
    TrainingSettings old = Checkpoint.settings(run);
    if (!old.equals(settings)) {
      throw new IOException(
          "%s holds a run of other settings: %s".formatted(run, settings.differences(old)));
    }
    return resume(run, data, threads);
  }

  /** Whether a folder holds the checkpoint of a run. */
  public static boolean isIn(Path run) {
    return Files.exists(Checkpoint.file(run));
  }

  /**
   * Deletes the checkpoint of a run that is not needed any more, which is large; the figures stay.
   *
   * @param run folder of the run
   */
  public static void dropCheckpoint(Path run) throws IOException {
    Files.deleteIfExists(Checkpoint.file(run));
  }

  /** The settings; after a resume, those the run was started with. */
  public TrainingSettings settings() {
    return settings;
  }

  /** The segments that are learned from. */
  public DataSet trainingPart() {
    return data.training();
  }

  /** The segments that are kept back. */
  public DataSet heldPart() {
    return data.held();
  }

  /** Epochs that were done before and need not be done again. */
  public int epochsDone() {
    return epochsDone;
  }

  /** Names segments with the averaged weights, for as long as this is open. */
  public NetworkClassifier averageClassifier() {
    return new NetworkClassifier(average, data.scale(), data.labels(), manager);
  }

  /**
   * Trains through the epochs that are left.
   *
   * @throws IOException if a checkpoint cannot be written
   * @throws IllegalStateException if the loss is no number any more
   */
  public void run(TrainingListener listener) throws IOException {
    ExecutorService preparation =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "pictures");
              thread.setDaemon(true);
              return thread;
            });
    try {
      while (epochsDone < settings.epochs()) {
        EpochFigures done = epoch(epochsDone + 1, listener, preparation);
        epochsDone++;
        checkpoint.write(run, settings, data, epochsDone);
        figures.append(done);
        listener.epochDone(done);
      }
    } finally {
      preparation.shutdownNow();
    }
  }

  private EpochFigures epoch(int epoch, TrainingListener listener, ExecutorService preparation) {
    final long start = System.nanoTime();
    int count = batches.batches();
    listener.epochStarted(epoch, settings.epochs(), count);
    List<RecordedSegment> order = batches.order(epoch);
    double loss = 0;
    int right = 0;
    int seen = 0;
    long waited = 0;
    float rate = 0;
    CompletableFuture<PictureBatch> next = prepare(order, epoch, 0, preparation);
    for (int i = 0; i < count; i++) {
      long asked = System.nanoTime();
      PictureBatch batch = next.join();
      waited += System.nanoTime() - asked;
      if (i + 1 < count) {
        next = prepare(order, epoch, i + 1, preparation);
      }
      rate = learningRate.getNewValue(optimiser.steps());
      StepOutcome outcome = step(batch, rate);
      loss += outcome.loss * batch.size();
      right += outcome.right;
      seen += batch.size();
      listener.stepDone(outcome.loss);
    }
    boolean watched = listener.watchesHeldPart();
    OptionalDouble held = watched ? accuracy(network) : OptionalDouble.empty();
    OptionalDouble heldAverage = watched ? accuracy(average) : OptionalDouble.empty();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new EpochFigures(
        epoch,
        loss / seen,
        (double) right / seen,
        held,
        heldAverage,
        seconds,
        waited / 1e9 / seconds,
        rate);
  }

  private CompletableFuture<PictureBatch> prepare(
      List<RecordedSegment> order, int epoch, int batch, ExecutorService preparation) {
    return CompletableFuture.supplyAsync(() -> batches.batch(order, epoch, batch), preparation);
  }

  private StepOutcome step(PictureBatch batch, float rate) {
    try (NDManager step = manager.newSubManager()) {
      NDArray pictures =
          step.create(batch.pixels(), new Shape(batch.size(), 1, Picture.ROWS, Picture.COLUMNS));
      NDArray targets = step.create(batch.targets(), new Shape(batch.size(), data.classes()));
      ParameterStore store = new ParameterStore(step, false);
      NDArray logits;
      NDArray loss;
      try (GradientCollector collector = PyTorch.engine().newGradientCollector()) {
        logits = network.forward(store, new NDList(pictures), true).singletonOrThrow();
        loss = logits.logSoftmax(1).mul(targets).sum().mul(-1f / batch.size());
        collector.backward(loss);
      }
      float value = loss.getFloat();
      if (!Float.isFinite(value)) {
        throw new IllegalStateException(
            "the loss is %s after %d steps: try a lower learning rate"
                .formatted(value, optimiser.steps()));
      }
      optimiser.step(rate);
      long[] named = logits.argMax(1).toLongArray();
      int right = 0;
      for (int i = 0; i < named.length; i++) {
        right += named[i] == batch.classAt(i) ? 1 : 0;
      }
      return new StepOutcome(value, right);
    }
  }

  private OptionalDouble accuracy(ResNet34 judged) {
    DataSet held = data.held();
    if (held.size() == 0) {
      return OptionalDouble.empty();
    }
    List<Segment> segments = held.segments().stream().map(RecordedSegment::segment).toList();
    List<String> named =
        new NetworkClassifier(judged, data.scale(), data.labels(), manager).classify(segments);
    int right = 0;
    for (int i = 0; i < named.size(); i++) {
      right += named.get(i).equals(held.segments().get(i).id().label()) ? 1 : 0;
    }
    return OptionalDouble.of((double) right / named.size());
  }

  /** Frees the engine's memory. */
  @Override
  public void close() {
    manager.close();
  }

  /** What one step gave. */
  private record StepOutcome(double loss, int right) {}
}
