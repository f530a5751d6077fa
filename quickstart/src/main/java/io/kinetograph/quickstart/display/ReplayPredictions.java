// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.quickstart.wearer.ReplayedRecordings;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes the labels of replayed recordings to a CSV file with the columns of the trainer's {@code
 * evaluate --predictions}, so that the two can be compared.
 */
public final class ReplayPredictions implements LabelDisplay, AutoCloseable {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader("subject", "activity", "segment", "label", "predicted")
          .setRecordSeparator('\n')
          .get();

  private final CSVPrinter csv;

  private ReplayPredictions(CSVPrinter csv) {
    this.csv = csv;
  }

  /**
   * Creates the file and writes its header.
   *
   * @param path replaced if it exists
   * @throws IOException if it cannot be written
   */
  public static ReplayPredictions create(Path path) throws IOException {
    return new ReplayPredictions(
        new CSVPrinter(Files.newBufferedWriter(path, StandardCharsets.UTF_8), FORMAT));
  }

  @Override
  public void show(List<ScoredLabel> labels) {
    for (ScoredLabel scored : labels) {
      if (scored.truth() != null) {
        try {
          csv.printRecord(
              ReplayedRecordings.subject(scored.label().getWearer()),
              ActivityLabels.number(scored.truth()),
              scored.number(),
              scored.truth(),
              scored.label().getBestActivity());
        } catch (IOException e) {
          throw new UncheckedIOException("cannot write the predictions: " + e.getMessage(), e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
