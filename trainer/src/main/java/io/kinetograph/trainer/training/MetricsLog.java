// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.file.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The metrics of a run as CSV: a line for each epoch, and a line for every tenth step, which is
 * written when its epoch ends.
 */
final class MetricsLog {

  private static final int EVERY = 10;

  private final EpochCsv epochs;
  private final EpochCsv steps;
  private final List<List<String>> newSteps = new ArrayList<>();

  MetricsLog(RunFolder folder) {
    this.epochs = new EpochCsv(folder.metrics(), EpochMetrics.columns());
    this.steps = new EpochCsv(folder.steps(), List.of("step", "epoch", "learning_rate", "loss"));
  }

  /** Starts the files, or keeps the lines of the epochs that a checkpoint has done. */
  void keep(int done) throws IOException {
    epochs.keep(done);
    steps.keep(done);
  }

  /**
   * Notes a step, if it is a tenth one.
   *
   * @param step its number in the run, from 0
   * @param rate of the last layer
   */
  void stepDone(int step, int epoch, float rate, double loss) {
    if (step % EVERY == 0) {
      newSteps.add(
          List.of(
              Integer.toString(step),
              Integer.toString(epoch),
              String.format(Locale.ROOT, "%.6g", rate),
              String.format(Locale.ROOT, "%.5f", loss)));
    }
  }

  /** Writes the metrics of an epoch and its steps. */
  void epochDone(EpochMetrics metrics) throws IOException {
    epochs.append(List.of(metrics.cells()));
    steps.append(newSteps);
    newSteps.clear();
  }

  /**
   * A CSV file that grows by complete lines, each of which belongs to an epoch. A line that is
   * incomplete, because the process was stopped or the disk was full, is dropped.
   */
  private static final class EpochCsv {

    private static final CSVFormat FORMAT =
        CSVFormat.DEFAULT.builder().setRecordSeparator(System.lineSeparator()).get();

    private final Path file;
    private final List<String> header;
    private final int epochColumn;

    /**
     * Names a file.
     *
     * @param header names of the columns; one of them is {@code epoch}
     */
    EpochCsv(Path file, List<String> header) {
      this.file = file;
      this.header = header;
      this.epochColumn = header.indexOf("epoch");
    }

    /**
     * Starts the file, or keeps the lines of the epochs that a checkpoint has done.
     *
     * @param epochs that the checkpoint has done, 0 to start
     * @throws IOException if it cannot be read or written, naming file and line
     */
    void keep(int epochs) throws IOException {
      List<List<String>> kept = new ArrayList<>();
      kept.add(header);
      if (epochs > 0 && Files.exists(file)) {
        try (CSVParser parser = CSVParser.parse(completeLines(Files.readString(file)), FORMAT)) {
          for (CSVRecord line : parser) {
            if (line.getRecordNumber() > 1 && epochOf(line) <= epochs) {
              kept.add(line.toList());
            }
          }
        } catch (UncheckedIOException e) {
          // The parser's iterator cannot throw anything else, as on a quote that does not end.
          throw new IOException("%s is damaged: %s".formatted(file, e.getMessage()), e);
        }
      }
      try (AtomicFile whole = AtomicFile.at(file)) {
        Files.writeString(whole.part(), text(kept));
        whole.keep();
      } catch (IOException e) {
        throw AtomicFile.unwritable(file, e);
      }
    }

    private static String completeLines(String text) {
      return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    private int epochOf(CSVRecord line) throws IOException {
      try {
        return Integer.parseInt(line.get(Math.min(epochColumn, line.size() - 1)));
      } catch (NumberFormatException e) {
        throw new IOException(
            "%s, line %d has no epoch: '%s'"
                .formatted(file, line.getRecordNumber(), FORMAT.format(line.toList().toArray())),
            e);
      }
    }

    private static String text(List<List<String>> lines) {
      StringBuilder text = new StringBuilder();
      for (List<String> line : lines) {
        text.append(FORMAT.format(line.toArray())).append(System.lineSeparator());
      }
      return text.toString();
    }

    /** Adds all lines or none. */
    void append(List<List<String>> lines) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(text(lines).getBytes(StandardCharsets.UTF_8));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        long before = channel.size();
        try {
          channel.position(before);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        } catch (IOException e) {
          channel.truncate(before);
          throw e;
        }
      } catch (IOException e) {
        throw AtomicFile.unwritable(file, e);
      }
    }
  }
}
