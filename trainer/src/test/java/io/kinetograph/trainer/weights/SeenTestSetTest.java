// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.Settings;
import io.kinetograph.trainer.training.Training;
import io.kinetograph.trainer.training.TrainingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenTestSetTest {

  @TempDir private Path folder = Path.of("");

  private final DataSet recordings = new Recordings(3, 3, 4).dataSet();
  private final InitialWeights random = new InitialWeights.Random();

  @Test
  void countsTheSegmentsOfARandomSplit() throws IOException {
    Path run = train("run", "random:0.25", random);

    assertThat(seen("random:0.25", run)).isEmpty();
    assertThat(seen("subject:1", run)).startsWith(run + " was trained on ").endsWith("subject:1");
  }

  @Test
  void doubtsARandomSplitOfOtherRecordings() throws IOException {
    Path run = train("run", "random:0.25", random);
    DataSet fewer = recordings.where(id -> id.subject() < 3);

    assertThat(SeenTestSet.of(settings("random:0.25", from(run)), fewer))
        .hasValue(
            run
                + " may have been trained on segments of the test set random:0.25: the test set of "
                + run
                + " was drawn at random from other recordings");
  }

  @Test
  void doubtsWhatAMissingEarlierRunWasTrainedOn() throws IOException {
    Path first = train("first", "subject:2", random);
    Path second = train("second", "subjects:1-2", from(first));
    assertThat(seen("subject:1", second)).startsWith(second + " was trained on 12 of the 12");

    Files.move(first, folder.resolve("moved"));

    assertThat(seen("subject:1", second))
        .isEqualTo(
            second
                + " may have been trained on segments of the test set subject:1: it started from "
                + first
                + ", which does not exist");
    assertThat(seen("subject:2", second)).isEmpty();
  }

  @Test
  void doubtsWhatChoseTheEpochOfAMissingEarlierRun() throws IOException {
    Settings choosing = Settings.quick().epochs(1).holdout("subject:1").patience(1);
    Path first = train("first", choosing.validation("subject:2").build());
    Path second = train("second", "subjects:1-2", from(first));
    Files.move(first, folder.resolve("moved"));

    assertThat(seen("subject:2", second))
        .startsWith(second + " may have been trained on segments of the test set subject:2");
    assertThat(seen("subject:1", second)).isEmpty();
  }

  private Path train(String name, String holdout, InitialWeights start) throws IOException {
    return train(name, settings(holdout, start));
  }

  private Path train(String name, TrainingSettings settings) throws IOException {
    Path run = folder.resolve(name);
    try (Training training = new TrainingFolder(run).start(recordings, settings, 1)) {
      training.run(Progress.none(), training.remainingWork(), false);
    }
    return run;
  }

  private String seen(String holdout, Path run) throws IOException {
    return SeenTestSet.of(settings(holdout, from(run)), recordings).orElse("");
  }

  private static InitialWeights from(Path run) {
    return new InitialWeights.FromCheckpoint(run);
  }

  private static TrainingSettings settings(String holdout, InitialWeights start) {
    return Settings.quick().epochs(1).holdout(holdout).start(start).build();
  }
}
