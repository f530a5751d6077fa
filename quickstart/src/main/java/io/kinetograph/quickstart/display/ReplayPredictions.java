// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.quickstart.wearer.ReplayedRecordings;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

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

  private final Path path;
  private final FileChannel channel;
  private @Nullable CSVPrinter csv;

  private ReplayPredictions(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens the file. What it contains is replaced by the first label, so that a run that fails
   * before does not lose the labels of an earlier one.
   *
   * @param path created if it does not exist
   * @throws IOException if it cannot be written
   */
  public static ReplayPredictions create(Path path) throws IOException {
    return new ReplayPredictions(
        path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  @Override
  public void show(List<ScoredLabel> labels) {
    for (ScoredLabel scored : labels) {
      if (scored.truth() != null) {
        try {
          print(scored, scored.truth());
        } catch (IOException e) {
          throw new UncheckedIOException(failure(e), e);
        }
      }
    }
  }

  private void print(ScoredLabel scored, String truth) throws IOException {
    if (csv == null) {
      // Pipes are empty, and cannot be truncated.
      if (channel.size() > 0) {
        channel.truncate(0);
      }
      csv =
          new CSVPrinter(
              new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8)), FORMAT);
    }
    csv.printRecord(
        ReplayedRecordings.subject(scored.label().getWearer()),
        ActivityLabels.number(truth),
        scored.number(),
        truth,
        scored.label().getBestActivity());
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (csv != null) {
        csv.close();
      }
    } catch (IOException e) {
      throw new IOException(failure(e), e);
    }
  }

  private String failure(IOException e) {
    return "the predictions cannot be written to %s: %s".formatted(path, e.getMessage());
  }
}
