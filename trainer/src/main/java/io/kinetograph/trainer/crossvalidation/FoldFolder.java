package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.file.FolderLock;
import io.kinetograph.trainer.file.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a fold is trained and what is kept of it: while it runs, the checkpoint; when it is done,
 * its predictions and notes. The notes are written last, so they say that all is there.
 */
record FoldFolder(Path path) {

  private static final String NOTES = "fold.json";

  private static final String PREDICTIONS = "predictions.csv";

  boolean isDone() {
    return Files.exists(path.resolve(NOTES));
  }

  FoldNotes notes() throws IOException {
    return JsonFile.read(path.resolve(NOTES), FoldNotes.class);
  }

  Evaluation evaluation() throws IOException {
    return Evaluation.read(path.resolve(PREDICTIONS));
  }

  void keep(Evaluation evaluation, FoldNotes notes) throws IOException {
    evaluation.writePredictions(path.resolve(PREDICTIONS));
    keep(notes);
  }

  void keep(FoldNotes notes) throws IOException {
    JsonFile.write(path.resolve(NOTES), notes);
  }

  /** Takes the folder for this process alone; nothing if another has it. */
  Optional<Claim> claim() throws IOException {
    return FolderLock.take(path).map(lock -> new Claim(this, lock));
  }

  /** A folder that no other process works in. */
  record Claim(FoldFolder folder, FolderLock lock) implements AutoCloseable {

    /** Gives the folder back. */
    @Override
    public void close() throws IOException {
      try (lock) {
        // Whoever opened the file before it goes finds the fold done.
        if (folder.isDone()) {
          lock.delete();
        }
      }
    }
  }
}
