package io.kinetograph.quickstart.watch;

import io.kinetograph.quickstart.replay.ReplayedWearer;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a line a label of replayed recordings, with the columns of the trainer's {@code evaluate
 * --predictions}, so that the two can be compared.
 */
public final class PredictionsFile implements LabelView, AutoCloseable {

  private final PrintWriter out;

  private PredictionsFile(PrintWriter out) {
    this.out = out;
  }

  /**
   * Begins a file.
   *
   * @param path replaced if it exists
   * @throws IOException if it cannot be written
   */
  public static PredictionsFile create(Path path) throws IOException {
    PrintWriter out = new PrintWriter(Files.newBufferedWriter(path, StandardCharsets.UTF_8), false);
    out.println("subject,activity,segment,label,predicted");
    return new PredictionsFile(out);
  }

  @Override
  public void show(List<Sighting> sightings) {
    for (Sighting sighting : sightings) {
      if (sighting.truth() != null) {
        out.printf(
            "%d,%d,%d,%s,%s%n",
            ReplayedWearer.subject(sighting.label().getWearer()),
            ActivityLabels.number(sighting.truth()),
            sighting.number(),
            sighting.truth(),
            sighting.label().getActivity());
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (out.checkError()) {
      throw new IOException("the predictions could not all be written");
    }
    out.close();
  }
}
