// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.file.FolderLock;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a fold. During the training it has the checkpoint; afterwards it has the
 * predictions and the metadata. The metadata are written last and mark the fold as finished.
 */
record FoldFolder(Path path) {

  private RunFolder files() {
    return new RunFolder(path);
  }

  boolean isDone() {
    return Files.exists(files().fold());
  }

  /**
   * The metadata of the finished fold.
   *
   * @throws IOException if they cannot be read, or are of another version of the model
   */
  FinishedFold.Metadata metadata() throws IOException {
    Integer format = JsonFile.read(files().fold(), Version.class).modelFormat();
    if (format == null || format != ResNet.MODEL_FORMAT) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is a fold of another version of the model (format %s, not %d), whose results must"
                  + " not be mixed with those of this version: choose another folder with"
                  + " cross-validate --run, or delete this fold",
              path,
              format == null ? "none" : format,
              ResNet.MODEL_FORMAT));
    }
    return JsonFile.read(files().fold(), FinishedFold.Metadata.class);
  }

  /** Read first: the other metadata may differ from version to version. */
  private record Version(@Nullable Integer modelFormat) {}

  Evaluation evaluation() throws IOException {
    return Evaluation.read(files().predictions());
  }

  /** Whether there are predictions of so many draws of orientations. */
  boolean hasAnyOrientation(int draws) {
    return IntStream.rangeClosed(1, draws)
        .allMatch(draw -> Files.exists(files().predictionsInAnyOrientation(draw)));
  }

  /**
   * Reads the fold.
   *
   * @param name of the fold
   * @throws IOException as for {@link #metadata}
   */
  FinishedFold read(String name) throws IOException {
    FinishedFold.Metadata metadata = metadata();
    List<Evaluation> anyOrientation = new ArrayList<>();
    while (hasAnyOrientation(anyOrientation.size() + 1)) {
      anyOrientation.add(
          Evaluation.read(files().predictionsInAnyOrientation(anyOrientation.size() + 1)));
    }
    return new FinishedFold(name, metadata, evaluation(), anyOrientation);
  }

  /** Writes the fold, the metadata last. */
  void write(FinishedFold fold) throws IOException {
    fold.evaluation().writePredictions(files().predictions());
    int draw = 0;
    for (Evaluation evaluation : fold.anyOrientation()) {
      evaluation.writePredictions(files().predictionsInAnyOrientation(++draw));
    }
    JsonFile.write(files().fold(), fold.metadata());
  }

  /** Claims the folder for this process; empty if another process has it. */
  Optional<Claim> claim() throws IOException {
    return files().lock().map(lock -> new Claim(this, lock));
  }

  /** A folder that no other process works in. */
  record Claim(FoldFolder folder, FolderLock lock) implements AutoCloseable {

    /** Releases the folder. */
    @Override
    public void close() throws IOException {
      try (lock) {
        // A process that opened the lock file before its deletion finds the fold finished.
        if (folder.isDone()) {
          lock.delete();
        }
      }
    }
  }
}
