// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Something that is measured.
 *
 * @param kind what it is
 * @param name of the app's variant, or of the kind
 * @param launcher of the app: {@code bin/kinetograph}, or empty for this process's class path
 * @param javaHome its Java; not of Python
 * @param guarantee processing guarantee of the app and the first draft
 */
record Peer(Kind kind, String name, String launcher, Path javaHome, String guarantee) {

  enum Kind {
    /** Kinetograph's app, {@code kinetograph stream}. */
    APP,
    /** The bare model in a loop. */
    MODEL,
    /** Polls and decodes the readings, and does nothing with them. */
    CONSUMER,
    /** The first draft in the DSL of Kafka Streams. */
    FIRST_DRAFT,
    /** The consumer in Python. */
    PYTHON;

    /** As the command line has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether it writes labels to a topic. */
  boolean labels() {
    return kind != Kind.MODEL && kind != Kind.CONSUMER;
  }

  /** Whether what it allocates is known: of JVMs whose threads live as long as they do. */
  boolean allocates() {
    return kind != Kind.PYTHON && kind != Kind.MODEL;
  }
}
