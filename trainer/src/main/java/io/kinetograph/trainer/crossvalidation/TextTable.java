// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.crossvalidation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table as text: names on the left, in a column as wide as they need, and figures right-aligned.
 */
final class TextTable {

  private final List<Integer> widths = new ArrayList<>();
  private final List<List<Object>> rows = new ArrayList<>();

  /**
   * Creates a table without rows.
   *
   * @param names the title of the column of names
   */
  TextTable(String names) {
    rows.add(new ArrayList<>(List.of(names)));
  }

  /** Adds a column of figures. */
  TextTable column(String title, int width) {
    rows.get(0).add(title);
    widths.add(width);
    return this;
  }

  /** Adds a row: the name, and a figure for each column. */
  void row(Object... cells) {
    rows.add(List.of(cells));
  }

  /** The lines of the table, each with its end. */
  @Override
  public String toString() {
    int names = rows.stream().mapToInt(row -> row.get(0).toString().length()).max().orElse(0);
    StringBuilder format = new StringBuilder("%-" + names + "s");
    widths.forEach(width -> format.append("  %").append(width).append('s'));
    format.append("%n");
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(String.format(Locale.ROOT, format.toString(), row.toArray())));
    return text.toString();
  }
}
