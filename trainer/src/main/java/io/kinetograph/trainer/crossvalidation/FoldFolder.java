// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.file.FolderLock;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.file.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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

  FinishedFold.Metadata metadata() throws IOException {
    return JsonFile.read(files().fold(), FinishedFold.Metadata.class);
  }

  Evaluation evaluation() throws IOException {
    return Evaluation.read(files().predictions());
  }

  void write(Evaluation evaluation, FinishedFold.Metadata metadata) throws IOException {
    evaluation.writePredictions(files().predictions());
    write(metadata);
  }

  void write(FinishedFold.Metadata metadata) throws IOException {
    JsonFile.write(files().fold(), metadata);
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
