// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.checkpoint.SafetensorsFile;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.progress.ProgressRecord;
import io.kinetograph.trainer.progress.Workload;
import io.kinetograph.trainer.settings.AugmentationSettings;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

  private static final AugmentationSettings VARIED =
      new AugmentationSettings(true, 15, 0, 0.1, 0.1, 0, 0.1, 0.1, 0.1, 0.2, true);

  @TempDir private Path folder = Path.of("");

  private final DataSet data = new Recordings(3, 2, 8).dataSet();

  @Test
  void learnsToDistinguishActivities() throws IOException {
    TrainingSettings settings = Settings.quick().epochs(4).holdout("random:0.25").build();

    List<EpochMetrics> metrics = train(folder, settings);

    assertThat(metrics).hasSize(4);
    assertThat(metrics.get(3).loss()).isLessThan(0.8 * metrics.get(0).loss());
    assertThat(metrics.get(3).trainingAccuracy()).isGreaterThan(0.8);
    assertThat(metrics.get(3).testEmaAccuracy().orElseThrow()).isGreaterThan(0.6);
    assertThat(Files.readAllLines(folder.resolve("metrics.csv"))).hasSize(5);
    assertThat(Files.readAllLines(folder.resolve("steps.csv"))).hasSizeGreaterThan(1);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aResumedRunEndsLikeOneThatNeverStopped() throws IOException {
    TrainingSettings settings = Settings.quick().mixup(0.2).augmentation(VARIED).build();
    Path straight = folder.resolve("straight");
    Path stopped = folder.resolve("stopped");
    train(straight, settings);
    trainAndStopAfter(1, stopped, settings);

    try (Training training = new TrainingFolder(stopped).resume(data, 1)) {
      assertThat(training.epochsDone()).isEqualTo(1);
      assertThat(training.settings()).isEqualTo(settings);
      finish(training);
    }

    assertThat(logits(stopped)).isEqualTo(logits(straight));
    assertThat(Files.readAllLines(stopped.resolve("metrics.csv"))).hasSize(3);
  }

  @Test
  void resumesInEveryPhase() throws IOException {
    TrainingSettings settings = Settings.quick().frozenEpochs(2).layerRates("1e-4:1e-3").build();
    Path straight = folder.resolve("straight");
    Path stopped = folder.resolve("stopped");
    assertThat(train(straight, settings)).hasSize(4);

    trainAndStopAfter(1, stopped, settings);
    for (int done = 1; done < 4; done++) {
      try (Training training = new TrainingFolder(stopped).resume(data, 1)) {
        assertThat(training.epochsDone()).isEqualTo(done);
        assertThat(training.settings()).isEqualTo(settings);
        if (done < 3) {
          stopAfter(1, training);
        } else {
          finish(training);
        }
      }
    }

    assertThat(logits(stopped)).isEqualTo(logits(straight));
  }

  @Test
  void aFrozenBodyStaysBitForBitAndTheLastLayerIsTrained() throws IOException {
    TrainingSettings settings = Settings.quick().frozenEpochs(2).epochs(1).build();
    trainAndStopAfter(2, folder, settings);

    try (NetworkTrainer fresh =
        new NetworkTrainer(TrainingData.prepare(data, settings), settings, 1)) {
      for (Map.Entry<String, Parameter> entry : fresh.network().parameters().entrySet()) {
        float[] before = entry.getValue().getArray().toFloatArray();
        for (String what : List.of("network/", "ema/")) {
          float[] after = tensor(folder, what + entry.getKey());
          if (entry.getKey().startsWith("fc.") || Discriminant.isParameter(entry.getKey())) {
            assertThat(after).as(what + entry.getKey()).isNotEqualTo(before);
          } else {
            assertThat(after).as(what + entry.getKey()).isEqualTo(before);
          }
        }
      }
    }
  }

  @Test
  void trainsTheBodyOnceItIsNoLongerFrozen() throws IOException {
    TrainingSettings settings = Settings.quick().frozenEpochs(1).epochs(1).build();
    train(folder, settings);

    try (NetworkTrainer fresh =
        new NetworkTrainer(TrainingData.prepare(data, settings), settings, 1)) {
      for (Map.Entry<String, Parameter> entry : fresh.network().parameters().entrySet()) {
        assertThat(tensor(folder, "network/" + entry.getKey()))
            .as(entry.getKey())
            .isNotEqualTo(entry.getValue().getArray().toFloatArray());
      }
    }
  }

  @Test
  void fitsScaleAndDiscriminantToTheTrainingSetAlone() throws IOException {
    DataSet recordings = new Recordings(3, 4, 4).dataSet();
    TrainingSettings settings = Settings.quick().epochs(2).holdout("subject:3").build();
    Path other = folder.resolve("other");
    Path more = folder.resolve("more");
    trainOn(recordings, folder, settings);
    trainOn(doubled(recordings, 3), other, settings);
    trainOn(doubled(recordings, 2), more, settings);

    assertThat(Checkpoint.open(other).run().preprocessing())
        .isEqualTo(Checkpoint.open(folder).run().preprocessing())
        .isNotEqualTo(Checkpoint.open(more).run().preprocessing());
    for (String name : Discriminant.shapes(3).keySet()) {
      for (String what : List.of("network/", "ema/")) {
        assertThat(tensor(other, what + name))
            .as(what + name)
            .isEqualTo(tensor(folder, what + name))
            .isNotEqualTo(tensor(more, what + name));
      }
    }
  }

  private static void trainOn(DataSet recordings, Path run, TrainingSettings settings)
      throws IOException {
    try (Training training = new TrainingFolder(run).start(recordings, settings, 1)) {
      finish(training);
    }
  }

  /** The recordings, with twice the acceleration for one subject. */
  private static DataSet doubled(DataSet recordings, int subject) {
    return new DataSet(
        recordings.segments().stream()
            .map(
                one ->
                    one.id().subject() == subject
                        ? new RecordedSegment(one.id(), doubled(one.segment()))
                        : one)
            .toList());
  }

  private static Segment doubled(Segment segment) {
    float[] values = segment.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 2;
    }
    return Segment.measured(segment.startMicros(), values);
  }

  @Test
  void saysThatOneWearerGivesNoDiscriminant() throws IOException {
    DataSet one = data.where(id -> id.subject() == 1);
    TrainingSettings settings = Settings.quick().epochs(1).build();

    try (Training alone = new TrainingFolder(folder.resolve("one")).start(one, settings, 1);
        Training several = new TrainingFolder(folder.resolve("several")).start(data, settings, 1)) {
      assertThat(alone.remarks())
          .singleElement()
          .asString()
          .startsWith("no activity has recordings of two wearers");
      assertThat(several.remarks()).isEmpty();
    }
  }

  @Test
  void startsFromAnEarlierRunWithOtherLabels() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    train(first, Settings.quick().epochs(1).build());
    TrainedModel earlier;
    TrainedModel later;
    DataSet others = new Recordings(4, 2, 8).dataSet().where(id -> id.activity() > 1);
    TrainingSettings settings =
        Settings.quick().epochs(1).start(new InitialWeights.FromCheckpoint(first)).build();

    try (NDManager manager = PyTorch.newManager();
        Training training = new TrainingFolder(second).start(others, settings, 1)) {
      assertThat(training.remarks().toString())
          .contains("2 of 3 labels; with random weights: " + ActivityLabels.of(4));
      earlier = TrainedModel.read(first, manager);
      assertThat(weight(others, settings, "conv1.weight"))
          .isEqualTo(tensor(first, "ema/conv1.weight"));
      float[] bias = tensor(first, "ema/fc.bias");
      assertThat(Arrays.copyOf(weight(others, settings, "fc.bias"), 2))
          .containsExactly(bias[1], bias[2]);
      finish(training);
      later = TrainedModel.read(second, manager);
    }

    assertThat(later.scale()).isEqualTo(earlier.scale());
    assertThat(later.network().preprocessing()).isEqualTo(earlier.network().preprocessing());
    assertThat(later.settings()).isEqualTo(settings);
  }

  /** A weight before the first step. */
  private static float[] weight(DataSet data, TrainingSettings settings, String name)
      throws IOException {
    try (NetworkTrainer trainer =
        new NetworkTrainer(TrainingData.start(data, settings), settings, 1)) {
      trainer.load(settings.fineTuning().initialWeights());
      return trainer.network().parameter(name).getArray().toFloatArray();
    }
  }

  @Test
  void namesWeightsThatItCannotStartFrom() throws IOException {
    Path other = folder.resolve("other.safetensors");
    SafetensorsFile.write(other, new NDList());

    assertThatThrownBy(() -> startFrom(folder.resolve("nothing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing is neither a run with a checkpoint nor a checkpoint");
    assertThatThrownBy(() -> startFrom(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.safetensors is not the checkpoint of a training: ")
        .hasMessageEndingWith("run.json does not exist");
  }

  private void startFrom(Path model) throws IOException {
    InitialWeights start = new InitialWeights.FromCheckpoint(model);
    new TrainingFolder(folder.resolve("run"))
        .start(data, Settings.quick().start(start).build(), 1)
        .close();
  }

  private List<Segment> someSegments() {
    return data.segments().stream().map(RecordedSegment::segment).limit(3).toList();
  }

  @Test
  void stopsWhenPatienceEndsAndKeepsTheBestEpoch() throws IOException {
    TrainingSettings settings =
        Settings.quick().epochs(12).learningRate(2e-2).patience(1).holdout("subject:2").build();
    List<EpochMetrics> metrics = train(folder, settings);

    assertThat(metrics).hasSizeBetween(2, 11);
    EpochMetrics best = metrics.get(metrics.size() - 2);
    EvaluationMetrics chosen = best.validation().orElseThrow();
    assertThat(metrics).noneMatch(other -> other.validation().orElseThrow().isBetterThan(chosen));
    try (NDManager manager = PyTorch.newManager();
        Training training = new TrainingFolder(folder).resume(data, 1)) {
      assertThat(training.bestEpoch().orElseThrow().epoch()).isEqualTo(best.epoch());
      assertThat(training.validationSet().subjects()).containsExactly(1);
      TrainedModel model = TrainedModel.read(folder, manager);
      assertThat(model.epochs()).isEqualTo(best.epoch());
      assertThat(
              EvaluationMetrics.of(model.classifier(manager), training.validationSet()).accuracy())
          .isEqualTo(chosen.accuracy());
      assertThat(training.emaClassifier().logits(someSegments()))
          .isEqualTo(model.classifier(manager).logits(someSegments()));
      assertThat(finish(training)).isEmpty();
    }
  }

  @Test
  void findsTheLearningRateOnceAndKeepsIt() throws IOException {
    Path finding = folder.resolve("finding");
    Path told = folder.resolve("told");
    ProgressRecord found = trainAndStopAfter(1, finding, Settings.quick().findsRate().build());
    ProgressRecord resumed = new ProgressRecord();
    try (Training training = new TrainingFolder(finding).resume(data, 1)) {
      training.run(resumed, training.remainingWork(), true);
    }
    double rate = Checkpoint.open(finding).run().foundLearningRate().orElseThrow();

    assertThat(rate).isBetween(1e-6, 0.1);
    assertThat(found.lines())
        .filteredOn(line -> line.startsWith("learning rate found: "))
        .containsExactly(String.format(Locale.ROOT, "learning rate found: %.3g", rate));
    assertThat(found.tasks("learning rate"))
        .singleElement()
        .satisfies(
            search -> {
              assertThat(search.total()).isEqualTo(LearningRateFinder.Sweep.usual().steps());
              assertThat(search.done()).isBetween(1.0, search.total());
            });
    assertThat(resumed.lines()).noneMatch(line -> line.contains("learning rate found"));
    assertThat(resumed.tasks("learning rate")).isEmpty();
    train(told, Settings.quick().learningRate(rate).build());
    assertThat(logits(finding)).isEqualTo(logits(told));
  }

  @Test
  void reportsTheTimesOfAnEpoch() throws IOException {
    EpochTimes times =
        train(folder, Settings.quick().epochs(1).holdout("random:0.25").build()).get(0).times();

    assertThat(
            List.of(
                times.forward(),
                times.backward(),
                times.update(),
                times.evaluation(),
                times.checkpoint()))
        .allSatisfy(seconds -> assertThat(seconds).isPositive());
    assertThat(
            times.waiting()
                + times.forward()
                + times.backward()
                + times.update()
                + times.evaluation()
                + times.checkpoint())
        .isLessThanOrEqualTo(times.total());
    assertThat(Files.readAllLines(folder.resolve("metrics.csv")).get(0))
        .endsWith(
            "forward_seconds,backward_seconds,update_seconds,evaluation_seconds,checkpoint_seconds");
  }

  @Test
  void refusesToOverwriteAFinishedRun() throws IOException {
    TrainingSettings settings = Settings.quick().epochs(1).build();
    train(folder, settings);

    assertThatThrownBy(() -> train(folder, settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("already contains a run");
    assertThatThrownBy(
            () ->
                new TrainingFolder(folder)
                    .startOrResume(data, Settings.quick().mixup(0.5).build(), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("epochs 1, not 2; mixup 0.0, not 0.5");
    assertThatThrownBy(
            () -> new TrainingFolder(folder).resume(new Recordings(3, 2, 7).dataSet(), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the data are not those");
  }

  @Test
  void refusesToResumeWithOtherRecordingsOfTheValidationSet() throws IOException {
    DataSet recordings = new Recordings(2, 3, 4).dataSet();
    trainOn(recordings, folder, Settings.quick().epochs(1).validation("subject:3").build());
    TrainingFolder run = new TrainingFolder(folder);

    assertThatThrownBy(() -> run.resume(doubled(recordings, 3), 1))
        .isInstanceOf(IOException.class)
        .hasMessage("the data are not those that the run in " + folder + " was started with");
    run.resume(recordings, 1).close();

    Path file = new RunFolder(folder).run();
    String old = Files.readString(file).replaceFirst(",\\s*\"validation-digest\"[^,}]*", "");
    assertThat(Files.writeString(file, old)).content().doesNotContain("validation-digest");
    run.resume(doubled(recordings, 3), 1).close();
  }

  @Test
  void refusesToResumeWithoutARun() {
    assertThatThrownBy(() -> new TrainingFolder(folder).resume(data, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("contains no checkpoint");
  }

  @Test
  void refusesADamagedCheckpoint() throws IOException {
    Files.writeString(new RunFolder(folder).checkpoint(), "no checkpoint at all");

    assertThatThrownBy(() -> new TrainingFolder(folder).resume(data, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a complete checkpoint");
  }

  @Test
  void keepsTheLastCheckpointIfTheDiskIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).as("a device that is always full").isTrue();
    Path part = folder.resolve("checkpoint.safetensors.part");
    try (Training training = new TrainingFolder(folder).start(data, Settings.quick().build(), 1)) {
      assertThatThrownBy(
              () ->
                  training.run(
                      new ProgressRecord()
                          .onStart(
                              task -> {
                                if (task.startsWith("epoch 2 ")) {
                                  link(part, full);
                                }
                              }),
                      training.remainingWork(),
                      true))
          .isInstanceOf(IOException.class)
          .hasMessage(
              new RunFolder(folder).checkpoint() + " cannot be written: No space left on device");
    }

    assertThat(part).doesNotExist();
    assertThat(Files.readAllLines(folder.resolve("metrics.csv"))).hasSize(2);
    try (NDManager manager = PyTorch.newManager()) {
      assertThat(TrainedModel.read(folder, manager).epochs()).isEqualTo(1);
    }
  }

  private static void link(Path link, Path to) {
    try {
      Files.createSymbolicLink(link, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesToTrainOnOneActivity() {
    DataSet one = data.where(id -> id.activity() == 1);

    assertThatThrownBy(() -> new TrainingFolder(folder).start(one, Settings.quick().build(), 1))
        .hasMessageContaining("remain for training: at least two activities are necessary");
  }

  private List<EpochMetrics> train(Path run, TrainingSettings settings) throws IOException {
    try (Training training = new TrainingFolder(run).start(data, settings, 1)) {
      return finish(training);
    }
  }

  private static List<EpochMetrics> finish(Training training) throws IOException {
    ProgressRecord record = new ProgressRecord();
    Workload work = training.remainingWork();
    double epochs = work.total();
    List<EpochMetrics> metrics = training.run(record, work, true);
    assertThat(record.tasks("epoch "))
        .hasSameSizeAs(metrics)
        .allSatisfy(
            task -> {
              assertThat(task.total()).isEqualTo(epochs);
              assertThat(task.done()).isCloseTo(1, within(1e-9));
              assertThat(task.isClosed()).isTrue();
            });
    assertThat(work.done()).isCloseTo(metrics.size(), within(1e-9));
    assertThat(work.total()).isCloseTo(metrics.size(), within(1e-9));
    return metrics;
  }

  private ProgressRecord trainAndStopAfter(int epochs, Path run, TrainingSettings settings)
      throws IOException {
    try (Training training = new TrainingFolder(run).start(data, settings, 1)) {
      return stopAfter(epochs, training);
    }
  }

  /** Stops in the middle of the next epoch. */
  private static ProgressRecord stopAfter(int epochs, Training training) {
    ProgressRecord record = new ProgressRecord();
    record.onAdvance(
        task -> {
          if (task.startsWith("epoch ")
              && record.lines().stream().filter(line -> line.startsWith("epoch ")).count()
                  == epochs) {
            throw new Stop();
          }
        });
    assertThatThrownBy(() -> training.run(record, training.remainingWork(), true))
        .isInstanceOf(Stop.class);
    return record;
  }

  private float[] tensor(Path run, String name) throws IOException {
    return SafetensorsFile.read(
            new RunFolder(run).checkpoint(), "checkpoint", EnumSet.allOf(NumberType.class))
        .tensor(name)
        .floats();
  }

  private float[][] logits(Path run) throws IOException {
    try (NDManager manager = PyTorch.newManager()) {
      List<Segment> segments = data.segments().stream().map(RecordedSegment::segment).toList();
      return TrainedModel.read(run, manager).classifier(manager).logits(segments);
    }
  }

  /** As if the process had been stopped. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
