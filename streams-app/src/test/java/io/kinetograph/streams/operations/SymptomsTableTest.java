// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "When things look wrong" in docs/operations.md. */
class SymptomsTableTest {

  private static List<List<String>> rows() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../docs/operations.md"));
    int heading = lines.indexOf("## When things look wrong");
    return lines.subList(heading + 1, lines.size()).stream()
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.replaceFirst("^\\| ", "").replaceFirst(" \\|$", ""))
        .map(line -> Arrays.stream(line.split(" \\| ", -1)).map(String::strip).toList())
        .toList();
  }

  @Test
  void eachRowHasASymptomACauseAndWhatToDo() throws IOException {
    List<List<String>> rows = rows();
    assertThat(rows).hasSizeGreaterThan(40);
    assertThat(rows.get(0)).containsExactly("symptom", "cause", "what to do");
    assertThat(rows.subList(2, rows.size()))
        .allSatisfy(
            row -> {
              assertThat(row).hasSize(3).noneMatch(String::isBlank);
              assertThat(row.get(1)).matches(".*\\.\\)?");
            });
    assertThat(rows).extracting(row -> row.get(0)).doesNotHaveDuplicates();
  }

  /** Of each kind of trouble that operators have reported, what its symptom contains. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "refused writes, kinetograph_writes_refused_total",
    "labels set aside, result=\"refused\"",
    "environment of an orchestrator, environment: unknown setting",
    "quotes around a value, remove the quotes",
    "milliseconds, startedAt ... is before 2000-01-01",
    "a clock ahead, ahead of the broker's clock",
    "g, kind=\"g\"",
    "no gravity, kind=\"no-gravity\"",
    "milli-g and counts, kind=\"counts\"",
    "a sign turned, nothing is suspected",
    "a wrong rate, kind=\"overlap\"",
    "fingerprints of other libraries, not a released version",
    "schema ids in headers, schema GUID",
    "external weights, has weights in another file",
    "softmax in a model, gives probabilities",
    "digits of other scripts, seed-١",
    "a proxy's path, have status 404 behind a proxy",
    "a proxy's host name, is not a name of this",
    "many tabs, Too many pages",
    "partitions added, partitions and had",
    "a topic created again, was deleted and created again",
    "a changelog changed, has a record that this version cannot read",
    "retention of the input, kinetograph_records_lost_total",
    "old labels and retention, kinetograph_writes_past_retention_total",
    "a stalled partition, has made no progress",
    "noexec, mounted with noexec",
    "POSIX locale, letters that the locale does not have",
    "escape sequences, \\u001b",
    "a clock behind, kind=\"behind\"",
    "the same instance id, FencedInstanceIdException",
    "offsets that expired, has no offsets in topic",
    "a quota of the brokers, because the app exceeds a quota",
    "units that deliver one after the other, after wearables were offline",
    "ids that never repeat, kinetograph_wearers",
    "units in two partitions, insufficient-coverage",
  })
  void eachKindIsThere(String kind, String symptom) throws IOException {
    assertThat(rows()).anyMatch(row -> row.get(0).contains(symptom));
  }
}
