// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.checkpoint.Checkpoint;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** Starts the training of a run in its folder, or resumes it. */
public final class TrainingFolder {

  private final Path run;
  private final RunFolder files;

  /**
   * @param run folder of the run
   */
  public TrainingFolder(Path run) {
    this.run = run;
    this.files = new RunFolder(run);
  }

  /**
   * Starts a run. The folder is created if it is missing.
   *
   * @param data the data set
   * @param settings how to train
   * @param threads that compute, at least 1
   * @throws IOException if the folder already contains a run or cannot be written, or the initial
   *     weights cannot be read or do not fit
   * @throws IllegalArgumentException if the settings do not fit the data
   */
  public Training start(DataSet data, TrainingSettings settings, int threads) throws IOException {
    files.requireNoRun();
    Files.createDirectories(run);
    Training training =
        new Training(
            files, TrainingData.start(data, settings), settings, OptionalDouble.empty(), threads);
    try {
      training.begin(data);
      return training;
    } catch (IOException | RuntimeException e) {
      training.close();
      throw e;
    }
  }

  /**
   * Resumes a run after its last finished epoch.
   *
   * @param data the data set it was started with
   * @param threads that compute, at least 1
   * @throws IOException if there is no checkpoint, it cannot be read, or the data are not those of
   *     the run
   */
  public Training resume(DataSet data, int threads) throws IOException {
    files.requireRun();
    Checkpoint checkpoint = Checkpoint.open(run);
    RunDescription description = checkpoint.run();
    TrainingData.requireDataOf(description, run, data);
    Training training =
        new Training(
            files,
            TrainingData.resume(data, description),
            description.settings(),
            description.foundLearningRate(),
            threads);
    try {
      training.continueAfter(checkpoint);
      return training;
    } catch (IOException | RuntimeException e) {
      training.close();
      throw e;
    }
  }

  /**
   * Resumes a run if the folder contains one with the same settings, or else starts it.
   *
   * @param data the data set
   * @param settings how to train
   * @param threads that compute, at least 1
   * @throws IOException if the folder contains a run with other settings or data, or cannot be read
   *     or written
   */
  public Training startOrResume(DataSet data, TrainingSettings settings, int threads)
      throws IOException {
    if (!files.holdsRun()) {
      return start(data, settings, threads);
    }
    requireSame(data, settings);
    return resume(data, threads);
  }

  /**
   * Checks that the run was started with these settings and data.
   *
   * @throws IOException if it was not, or its description cannot be read; the message names the run
   *     and the difference
   */
  public void requireSame(DataSet data, TrainingSettings settings) throws IOException {
    RunDescription started = RunDescription.of(run);
    if (!started.settings().equals(settings)) {
      throw new IOException(
          "%s contains a run with other settings: %s; choose another folder, or delete this one"
              .formatted(
                  run, TrainingSettings.differences(settings.toMap(), started.settings().toMap())));
    }
    TrainingData.requireDataOf(started, run, data);
  }
}
