package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSetReader;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where the recordings are. */
final class DataOptions {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "ZIP_OR_FOLDER",
      description = "The data set: UCI's zip, or the folder it unpacks to.")
  private Path data = Path.of("");

  /** Reads recordings, and says what they are. */
  DataSet read(Subjects subjects, Progress progress) throws IOException {
    long start = System.nanoTime();
    DataSet read = DataSetReader.read(data, subjects, progress);
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: %s, read in %.1f s",
            data.getFileName(),
            read.summary(),
            (System.nanoTime() - start) / 1e9));
    return read;
  }
}
