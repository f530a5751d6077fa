package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.file.FolderLock;
import io.kinetograph.trainer.file.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of a fold. During the training it has the checkpoint; afterwards it has the
 * predictions and the metadata. The metadata are written last and mark the fold as finished.
 */
record FoldFolder(Path path) {

  private static final String METADATA = "fold.json";
  private static final String PREDICTIONS = "predictions.csv";

  boolean isDone() {
    return Files.exists(path.resolve(METADATA));
  }

  FinishedFold.Metadata metadata() throws IOException {
    return JsonFile.read(path.resolve(METADATA), FinishedFold.Metadata.class);
  }

  Evaluation evaluation() throws IOException {
    return Evaluation.read(path.resolve(PREDICTIONS));
  }

  void write(Evaluation evaluation, FinishedFold.Metadata metadata) throws IOException {
    evaluation.writePredictions(path.resolve(PREDICTIONS));
    write(metadata);
  }

  void write(FinishedFold.Metadata metadata) throws IOException {
    JsonFile.write(path.resolve(METADATA), metadata);
  }

  /** Claims the folder for this process; empty if another process has it. */
  Optional<Claim> claim() throws IOException {
    return FolderLock.take(path).map(lock -> new Claim(this, lock));
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
