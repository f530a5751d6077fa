package io.kinetograph.trainer.report;

import io.kinetograph.trainer.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the model's card as one HTML file that loads nothing. It measures and trains nothing. */
public final class Report {

  private final ReportSources sources;

  /** Creates a report from what is kept. */
  public Report(ReportSources sources) {
    this.sources = sources;
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @param file replaced if it exists; as it was if something fails
   * @throws IOException if a source cannot be read or the file not be written; it names the file
   */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException("%s: the folder it should be in does not exist".formatted(file));
    }
    String page = new Page(ReportContent.read(sources)).render();
    AtomicFile.write(file, part -> Files.writeString(part, page));
  }
}
