// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of a training run, and the names of its files.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {

  /** The description of the run (settings, labels and more) as JSON. */
  public Path run() {
    return path.resolve("run.json");
  }

  /** Weights and optimizer state after the last finished epoch. */
  public Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  /** A line of metrics for each epoch. */
  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  /** Loss and learning rate of every tenth step. */
  public Path steps() {
    return path.resolve("steps.csv");
  }

  /** The predicted activity of each segment of the test set, in a cross-validation. */
  public Path predictions() {
    return path.resolve("predictions.csv");
  }

  /**
   * The same as {@link #predictions} with the units in any orientation.
   *
   * @param draw of the orientations, from 1
   */
  public Path predictionsInAnyOrientation(int draw) {
    return path.resolve("predictions-any-" + draw + ".csv");
  }

  /** The metadata of a finished fold of a cross-validation; written last. */
  public Path fold() {
    return path.resolve("fold.json");
  }

  /** Whether the folder contains a run that can be resumed or exported. */
  public boolean holdsRun() {
    return Files.exists(checkpoint());
  }

  /**
   * Checks that a run can be started here.
   *
   * @throws IOException if the folder already contains one
   */
  public void requireNoRun() throws IOException {
    if (holdsRun()) {
      throw new IOException(
          path + " already contains a run: continue it with --resume, or choose another folder");
    }
  }

  /**
   * Checks that there is a run to resume.
   *
   * @throws IOException if there is none
   */
  public void requireRun() throws IOException {
    if (!holdsRun()) {
      throw new IOException(
          path
              + " contains no checkpoint to resume from: start the training without --resume, or"
              + " choose another folder");
    }
  }

  /**
   * Deletes the checkpoint, which is large, when the run is not needed any more; metrics and
   * settings stay.
   */
  public void deleteCheckpoint() throws IOException {
    Files.deleteIfExists(checkpoint());
  }

  /**
   * Locks the folder for this process; empty if another process, or this one, has locked it.
   *
   * @throws IOException if nothing can be written there
   */
  public Optional<FolderLock> lock() throws IOException {
    return FolderLock.take(path);
  }
}
