package io.kinetograph.trainer.protocol;

import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.file.JsonFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where a fold is trained and what is kept of it: while it runs, the checkpoint; when it is done,
 * its predictions and notes. The notes are written last, so they say that all is there.
 */
record FoldFolder(Path path) {

  private static final String NOTES = "fold.json";

  private static final String PREDICTIONS = "predictions.csv";
  private static final String LOCK = "fold.lock";

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
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new Claim(this, channel));
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it, in another thread.
    }
    channel.close();
    return Optional.empty();
  }

  /** A folder that no other process works in. */
  record Claim(FoldFolder folder, FileChannel channel) implements AutoCloseable {

    /** Gives the folder back. */
    @Override
    public void close() throws IOException {
      // Whoever opened the file before it goes finds the fold done; an unfinished fold's stays, as
      // two processes with two files of the same name would not see each other.
      if (folder.isDone()) {
        Files.deleteIfExists(folder.path.resolve(LOCK));
      }
      channel.close();
    }
  }
}
