package io.kinetograph.trainer.progress;

/** Where long work reports how far it is. One thread at a time reports. */
public interface Progress {

  /** Reports nothing to nobody. */
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

  /** Tells people something, in a line of its own that stays. */
  void say(String line);

  /**
   * Starts a task that is a part of a larger work.
   *
   * @param name for people, such as {@code epoch 3 of 12}
   * @param work that it is a part of, and that it advances
   * @return to be closed when the task ends, before another one starts
   */
  Task start(String name, Workload work);

  /**
   * Starts a task.
   *
   * @param name for people
   * @param steps how many it has
   * @return to be closed when the task ends, before another one starts
   */
  default Task start(String name, long steps) {
    return start(name, new Workload(steps, "", System::nanoTime));
  }

  /** A task that is being done. */
  interface Task extends AutoCloseable {

    /**
     * Some work is done.
     *
     * @param steps how much, in the unit of the workload
     */
    void advance(double steps);

    /** Shows something beside the bar, such as the loss, until the next note. */
    default void note(String text) {}

    @Override
    default void close() {}
  }
}
