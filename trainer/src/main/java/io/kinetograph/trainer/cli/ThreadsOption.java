package io.kinetograph.trainer.cli;

import picocli.CommandLine.Option;

/** How many threads compute. */
final class ThreadsOption {

  @Option(names = "--threads", description = "Threads that compute; default: all cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  int threads() {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is not at least 1");
    }
    return threads;
  }
}
