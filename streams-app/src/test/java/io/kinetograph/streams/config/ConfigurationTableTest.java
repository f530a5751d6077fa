package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/configuration.md} true. */
class ConfigurationTableTest {

  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (?:`([^`]*)` )?\\| .+ \\|");

  @Test
  void theTableListsEveryKeyWithItsDefault() throws Exception {
    Map<String, String> table = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        table.put(row.group(1), row.group(2) == null ? "" : row.group(2));
      }
    }
    table.remove("kafka.*");

    assertThat(table).isEqualTo(SettingsSources.defaults());
  }
}
