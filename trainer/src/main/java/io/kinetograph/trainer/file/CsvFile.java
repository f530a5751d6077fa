// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import java.io.IOException;
import java.io.StringReader;
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
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file with a header line: written whole or not at all, grown by complete rows, and read with
 * errors that name file and line. No cell has a line break.
 *
 * @param file where it was read from
 * @param header names of the columns
 * @param rows each with as many cells as the header
 */
public record CsvFile(Path file, List<String> header, List<List<String>> rows) {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator(System.lineSeparator()).get();

  public CsvFile {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }

  /**
   * Writes a file.
   *
   * @param file replaced if it exists
   * @param header names of the columns
   * @param rows cells, written as {@link Object#toString} gives them; an empty cell for null
   * @throws IOException if it cannot be written; an earlier file is then unchanged
   */
  public static void write(Path file, List<String> header, List<? extends List<?>> rows)
      throws IOException {
    try {
      AtomicFile.write(
          file,
          part -> {
            try (CSVPrinter printer = new CSVPrinter(Files.newBufferedWriter(part), FORMAT)) {
              printer.printRecord(header);
              printer.printRecords(rows);
            }
          });
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  /**
   * Adds rows to a file: all of them, or none if the disk is full.
   *
   * @param file an existing one
   * @param rows cells, written as by {@link #write}
   * @throws IOException if it cannot be written; the message names the file
   */
  public static void append(Path file, List<? extends List<?>> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
      printer.printRecords(rows);
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
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

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, is empty, or a line has another number of cells than
   *     the header; the message names the file
   */
  public static CsvFile read(Path file) throws IOException {
    return parse(file, TextFile.read(file));
  }

  /**
   * Reads a file that grows by {@link #append}, without its last line if that is incomplete,
   * because the process was stopped.
   *
   * @throws IOException as for {@link #read}
   */
  public static CsvFile readGrowing(Path file) throws IOException {
    String text = TextFile.read(file);
    return parse(file, text.substring(0, text.lastIndexOf('\n') + 1));
  }

  private static CsvFile parse(Path file, String text) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    CSVFormat trimming = FORMAT.builder().setTrim(true).get();
    try (CSVParser parser = trimming.parse(new StringReader(text))) {
      for (CSVRecord line : parser) {
        lines.add(line.toList());
        if (line.size() != lines.get(0).size()) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s, line %d has %d cells, and the header has %d",
                  file,
                  lines.size(),
                  line.size(),
                  lines.get(0).size()));
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (lines.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return new CsvFile(file, lines.get(0), lines.subList(1, lines.size()));
  }

  /**
   * The numbers of a column.
   *
   * @throws IOException if there is no such column or a cell is not a number; the message names the
   *     file and the line
   */
  public List<Double> numbers(String column) throws IOException {
    int place = header.indexOf(column);
    if (place < 0) {
      throw new IOException("%s has no column '%s'".formatted(file, column));
    }
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String cell = rows.get(i).get(place);
      try {
        numbers.add(Double.valueOf(cell));
      } catch (NumberFormatException e) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s, line %d: %s '%s' is not a number", file, line(i), column, cell),
            e);
      }
    }
    return numbers;
  }

  /** The line of a row in the file: the header is line 1. */
  public int line(int row) {
    return row + 2;
  }
}
