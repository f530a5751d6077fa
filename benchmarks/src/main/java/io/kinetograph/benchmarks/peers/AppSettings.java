// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.peers;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The file of settings that the app is given; its peers take topics and Kafka's settings of it. */
final class AppSettings {

  private static final String KAFKA = "kafka.";

  private AppSettings() {}

  static Properties read(String file) throws IOException {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      settings.load(reader);
    }
    return settings;
  }

  /** Kafka's settings, without their prefix. */
  static Properties kafka(Properties settings) {
    Properties kafka = new Properties();
    settings.stringPropertyNames().stream()
        .filter(key -> key.startsWith(KAFKA))
        .forEach(key -> kafka.put(key.substring(KAFKA.length()), settings.getProperty(key)));
    return kafka;
  }
}
