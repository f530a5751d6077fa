// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Tells users how to continue, if they stop a long work with Ctrl-C or another signal. */
final class StopMessage {

  private StopMessage() {}

  /** Work that may take hours. */
  interface Work {

    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Does work, and prints a line if the process is stopped meanwhile.
   *
   * @param err where the line is printed
   * @param message what is saved and how to continue; called when the process stops
   * @param work to do
   * @throws IOException if the work does
   */
  static void during(PrintWriter err, Supplier<String> message, Work work) throws IOException {
    Thread hook =
        new Thread(
            () -> {
              err.println("stopped: " + message.get());
              err.flush();
            },
            "stop-message");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is stopping, and the hook runs.
      }
    }
  }
}
