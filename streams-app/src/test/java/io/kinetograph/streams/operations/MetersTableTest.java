// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/metrics.md} in step; {@code MetersIT} checks what a scrape holds. */
class MetersTableTest {

  private static final Pattern ROW =
      Pattern.compile("\\| `(kinetograph|kafka)\\.([a-z.0-9]+)` \\|.+");
  private static final Pattern MADE =
      Pattern.compile("(?:counter|builder|gauge|timer|summary)\\(\\s*\"(kinetograph\\.[a-z.]+)\"");

  @Test
  void theTableListsTheMetersOfTheCode() throws Exception {
    Set<String> made = new TreeSet<>();
    for (Path source : sources()) {
      MADE.matcher(Files.readString(source)).results().forEach(m -> made.add(m.group(1)));
    }

    assertThat(made).contains("kinetograph.readings", "kinetograph.threads.replaced");
    assertThat(table("kinetograph")).isEqualTo(made);
  }

  @Test
  void theTableListsKafkasEssentialMeters() throws Exception {
    assertThat(table("kafka")).isEqualTo(new TreeSet<>(KafkaMeters.ESSENTIAL));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static Set<String> table(String group) throws IOException {
    Set<String> meters = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
      var row = ROW.matcher(line);
      if (row.matches() && row.group(1).equals(group)) {
        meters.add(group + "." + row.group(2));
      }
    }
    return meters;
  }
}
