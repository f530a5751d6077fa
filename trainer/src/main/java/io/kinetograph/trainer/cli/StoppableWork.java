// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Stops long work between two of its steps, if users stop the process with Ctrl-C or another
 * signal, and tells them how to continue.
 *
 * <p>A process that ends while a thread computes in the training engine's native code can crash:
 * the engine is taken down under that thread.
 */
final class StoppableWork {

  /** Longer than a step takes; users wait at most so long for the end of the process. */
  private static final int MAX_WAIT_SECONDS = 10;

  private final CountDownLatch betweenSteps = new CountDownLatch(1);
  private volatile boolean stopping;

  private StoppableWork() {}

  /** Work that may take hours. */
  interface Work {

    /**
     * Does it.
     *
     * @param progress its reports of finished steps do not return once the process stops
     */
    void run(Progress progress) throws IOException;
  }

  /**
   * Does work, and prints a line if the process is stopped meanwhile.
   *
   * @param err where the line is printed
   * @param message what is saved and how to continue; called when the work has stopped
   * @param progress receives the reports of the work
   * @param work to do
   * @throws IOException if the work does
   */
  static void run(PrintWriter err, Supplier<String> message, Progress progress, Work work)
      throws IOException {
    StoppableWork stoppable = new StoppableWork();
    Thread hook = new Thread(() -> stoppable.stop(err, message), "stop-message");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run(stoppable.watch(progress));
    } finally {
      stoppable.betweenSteps.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is stopping, and the hook runs.
      }
    }
  }

  private void stop(PrintWriter err, Supplier<String> message) {
    stopping = true;
    try {
      betweenSteps.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    err.println("stopped: " + message.get());
    err.flush();
  }

  private Progress watch(Progress progress) {
    return new Progress() {
      @Override
      public void say(String line) {
        progress.say(line);
      }

      @Override
      public Task start(String name, Workload work) {
        return watch(progress.start(name, work));
      }
    };
  }

  private Progress.Task watch(Progress.Task task) {
    return new Progress.Task() {
      @Override
      public void advance(double steps) {
        if (stopping) {
          waitForEnd();
        }
        task.advance(steps);
      }

      @Override
      public void note(String text) {
        task.note(text);
      }

      @Override
      public void close() {
        task.close();
      }
    };
  }

  /** An exception would run the code after the work, such as messages of an error. */
  private void waitForEnd() {
    betweenSteps.countDown();
    while (true) {
      LockSupport.park(this);
    }
  }
}
