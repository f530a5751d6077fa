// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile settings files. */
class SettingsFileFuzzTest {

  private static final long MAX_ALLOCATED = 16 << 20;

  @TempDir Path folder;

  @Test
  void everySettingsFileIsReadOrRejected() {
    fuzz(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManySettingsFilesIsReadOrRejected() {
    fuzz(soakInputs());
  }

  private void fuzz(int inputs) {
    Path file = folder.resolve("app.properties");
    Mutator mutator =
        new Mutator(files(), List.of("\\u", "\\\n", "PT", "1e99", "99999999999d", "="));
    new FuzzedReader("settings", InvalidSettingsException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator::next,
            input -> {
              Files.write(file, input);
              SettingsReader.read(
                  SettingsSources.ofProcess(Optional.of(file), Map.of(), new Properties()));
            });
  }

  /** Each setting by itself, because one invalid setting hides the others; and all together. */
  private static List<byte[]> files() {
    List<byte[]> files = new ArrayList<>();
    StringBuilder all = new StringBuilder("# all\n");
    SettingsDefinition.SETTINGS
        .configKeys()
        .forEach(
            (key, setting) -> {
              String line = "%s = %s\n".formatted(key, setting.defaultValue);
              files.add(line.getBytes(UTF_8));
              all.append(line);
            });
    files.add(all.toString().getBytes(UTF_8));
    return files;
  }
}
