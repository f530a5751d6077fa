package io.kinetograph.trainer.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Columns of a CSV file of numbers with a header line. */
final class Csv {

  private final Path file;
  private final List<String> header;
  private final List<List<String>> rows;

  private Csv(Path file, List<String> header, List<List<String>> rows) {
    this.file = file;
    this.header = header;
    this.rows = rows;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or a line has another number of cells than the
   *     header; it names the file
   */
  static Csv read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    List<String> header = cells(lines.get(0));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> row = cells(lines.get(i));
      if (row.size() != header.size()) {
        throw new IOException(
            "%s, line %d has %d cells and not %d"
                .formatted(file, i + 1, row.size(), header.size()));
      }
      rows.add(row);
    }
    return new Csv(file, header, rows);
  }

  private static List<String> cells(String line) {
    return List.of(line.split(",", -1));
  }

  /**
   * The numbers of a column.
   *
   * @throws IOException if there is no such column or a cell is no number; it names the file
   */
  List<Double> column(String name) throws IOException {
    int place = header.indexOf(name);
    if (place < 0) {
      throw new IOException("%s has no column '%s'".formatted(file, name));
    }
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String cell = rows.get(i).get(place);
      try {
        numbers.add(Double.valueOf(cell));
      } catch (NumberFormatException e) {
        throw new IOException(
            "%s, line %d: %s '%s' is no number".formatted(file, i + 2, name, cell), e);
      }
    }
    return numbers;
  }
}
