// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** Keeps the table in {@code docs/configuration.md} as it is generated from the definition. */
class ConfigurationTableTest {

  private static final Path DOCUMENT = Path.of("../docs/configuration.md");

  private static final String BEGIN = "<!-- settings: generated from SettingsDefinition -->\n";
  private static final String END = "<!-- end of settings -->";

  private static final String HEAD =
      """
      | key | default | values | meaning |
      |---|---|---|---|
      """;

  private static final String OTHER_KAFKA =
      "| `kafka.*` | | Kafka's | Any other setting of Kafka Streams and its clients:"
          + " `kafka.security.protocol`, `kafka.sasl.jaas.config`, `kafka.session.timeout.ms`, ..."
          + " If Kafka does not define a setting, the app passes it on and logs a warning; a"
          + " misspelled one makes startup fail. Startup also fails if you set one of these, which"
          + " the app sets itself: `kafka.processing.exception.handler`,"
          + " `kafka.production.exception.handler` (also by its old name) and"
          + " `kafka.errors.dead.letter.queue.topic.name` (set `dead-letter.topic` instead). Topic"
          + " settings (`kafka.topic.*`) cause no warning. |\n";

  @Test
  void theTableIsGeneratedFromTheDefinition() throws Exception {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    assertThat(end).as("the marks around the table").isGreaterThanOrEqualTo(begin);
    String generated = table();

    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(
          DOCUMENT, document.substring(0, begin) + generated + document.substring(end));
      return;
    }

    assertThat(document.substring(begin, end))
        .as(
            "the table in docs/configuration.md; to write it again: ./mvnw test -pl streams-app -am"
                + " -Dtest=ConfigurationTableTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Ddocs.write=true")
        .isEqualTo(generated);
  }

  private static String table() {
    return SettingsDefinition.SETTINGS.configKeys().values().stream()
        .map(ConfigurationTableTest::row)
        .collect(Collectors.joining("", HEAD, OTHER_KAFKA));
  }

  private static String row(ConfigKey key) {
    String value = key.type.isSensitive() ? "" : byDefault(key);
    return "| `%s` | %s| %s | %s |\n"
        .formatted(
            key.name,
            value.isEmpty() ? "" : "`" + value + "` ",
            Optional.ofNullable(key.validator)
                .map(ConfigurationTableTest::values)
                .orElse("Kafka's"),
            key.documentation);
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
