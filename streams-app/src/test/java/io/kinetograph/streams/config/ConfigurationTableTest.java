// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** The table in {@code docs/configuration.md}: what users read is what the app takes. */
class ConfigurationTableTest {

  private static final Path DOCUMENT = Path.of("../docs/configuration.md");

  private static final String BEGIN = "<!-- settings -->\n";
  private static final String END = "<!-- end of settings -->";

  @Test
  void everySettingHasARowWithItsDefaultItsValuesAndItsMeaning() throws Exception {
    String document = Files.readString(DOCUMENT);
    int end = document.indexOf(END);
    assertThat(document.substring(0, Math.max(0, end))).contains(BEGIN);
    List<String> expected = new ArrayList<>();
    expected.add("| key | default | values | meaning |");
    expected.add("|---|---|---|---|");
    SettingsDefinition.SETTINGS.configKeys().values().forEach(key -> expected.add(start(key)));
    expected.add("| `kafka.*` | | Kafka's | ");

    assertThat(document.substring(document.indexOf(BEGIN) + BEGIN.length(), end).lines().toList())
        .as("the table of settings in docs/configuration.md")
        .zipSatisfy(
            expected, (row, start) -> assertThat(row).startsWith(start).doesNotEndWith("|  |"));
  }

  /** A row of the table, without the meaning. */
  private static String start(ConfigKey key) {
    String value = key.type.isSensitive() ? "" : byDefault(key);
    return "| `%s` | %s| %s | "
        .formatted(
            key.name,
            value.isEmpty() ? "" : "`" + value + "` ",
            Optional.ofNullable(key.validator)
                .map(ConfigurationTableTest::values)
                .orElse("Kafka's"));
  }

  /** Without the examples, which an error message needs more than a column. */
  private static String values(ConfigDef.Validator validator) {
    return validator.toString().replaceFirst(", such as .*", "");
  }

  private static String byDefault(ConfigKey key) {
    String text = String.valueOf(key.defaultValue);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
