package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSetReader;
import io.kinetograph.trainer.data.Subjects;
import java.io.IOException;
import java.io.PrintWriter;
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

  DataSet read(Subjects subjects, PrintWriter out) throws IOException {
    long start = System.nanoTime();
    DataSet read;
    try (ReadingProgress progress = new ReadingProgress()) {
      read = DataSetReader.read(data, subjects, progress);
    }
    out.printf(
        Locale.ROOT,
        "%s: %s, read in %.1f s%n",
        data.getFileName(),
        read.summary(),
        (System.nanoTime() - start) / 1e9);
    out.flush();
    return read;
  }
}
