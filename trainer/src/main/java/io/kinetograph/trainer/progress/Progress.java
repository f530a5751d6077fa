// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.progress;

/** Receives reports about the progress of long work, from one thread at a time. */
public interface Progress {

  /** Ignores all reports. */
  static Progress none() {
    return new Progress() {
      @Override
      public void say(String line) {}

      @Override
      public Task start(String name, Workload work) {
        return work::add;
      }
    };
  }

  /** Prints a message for the user on its own line. */
  void say(String line);

  /**
   * Starts a task that is a part of a larger work.
   *
   * @param name for the user, such as {@code epoch 3 of 12}
   * @param work that it is a part of, and that it advances
   * @return to be closed when the task ends, before another one starts
   */
  Task start(String name, Workload work);

  /**
   * Starts a task.
   *
   * @param name for the user
   * @param steps how many it has
   * @return to be closed when the task ends, before another one starts
   */
  default Task start(String name, long steps) {
    return start(name, new Workload(steps, "", System::nanoTime));
  }

  /** A running task. */
  interface Task extends AutoCloseable {

    /**
     * Reports finished work.
     *
     * @param steps how much, in the unit of the workload
     */
    void advance(double steps);

    /** Shows a text beside the bar, such as the loss, until the next note. */
    default void note(String text) {}

    @Override
    default void close() {}
  }
}
