// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains the network of the default size for a few steps; all other tests train a small one. */
class ResNet34TrainingIT {

  @TempDir private Path folder = Path.of("");

  private final DataSet data = new Recordings(2, 2, 8).dataSet();

  @Test
  void trainsResumesAndReadsBackTheFullSize() throws IOException {
    TrainingSettings settings =
        Settings.quick().network(NetworkSize.resNet34()).holdout("random:0.25").build();
    List<EpochMetrics> epochs;
    List<Segment> segments =
        data.segments().stream().map(RecordedSegment::segment).limit(3).toList();

    try (NDManager manager = PyTorch.newManager();
        Training training = new TrainingFolder(folder).start(data, settings, 1)) {
      epochs = finish(training);
      TrainedModel model = TrainedModel.read(folder, manager);
      assertThat(model.network().size()).isEqualTo(NetworkSize.resNet34());
      assertThat(model.classifier(manager).logits(segments))
          .isEqualTo(training.emaClassifier().logits(segments));
    }

    assertThat(epochs).hasSize(2).allSatisfy(epoch -> assertThat(epoch.loss()).isPositive());
    assertThat(Files.readAllLines(folder.resolve("metrics.csv"))).hasSize(3);
    try (Training resumed = new TrainingFolder(folder).resume(data, 1)) {
      assertThat(resumed.epochsDone()).isEqualTo(2);
    }
  }

  @Test
  void accountsForMostOfTheTimeOfAnEpoch() throws IOException {
    List<EpochMetrics> epochs;
    TrainingSettings settings =
        Settings.quick().network(NetworkSize.resNet34()).epochs(1).holdout("random:0.25").build();
    try (Training training = new TrainingFolder(folder).start(data, settings, 1)) {
      epochs = finish(training);
    }

    EpochTimes times = epochs.get(0).times();
    assertThat(
            times.waiting()
                + times.forward()
                + times.backward()
                + times.update()
                + times.evaluation()
                + times.checkpoint())
        .isBetween(0.8 * times.total(), times.total());
  }

  private static List<EpochMetrics> finish(Training training) throws IOException {
    return training.run(Progress.none(), training.remainingWork(), true);
  }
}
