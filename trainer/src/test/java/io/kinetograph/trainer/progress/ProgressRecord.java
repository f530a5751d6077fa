// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps everything that work reports, and can fail in the middle of it. */
public final class ProgressRecord implements Progress {

  private final List<String> lines = new ArrayList<>();
  private final List<Started> tasks = new ArrayList<>();
  private Consumer<String> onLine = line -> {};
  private Consumer<String> onStart = name -> {};
  private Consumer<String> onAdvance = name -> {};

  /** A task. */
  public static final class Started {

    private final String name;
    private final double total;
    private double done;
    private boolean closed;

    private Started(String name, double total) {
      this.name = name;
      this.total = total;
    }

    /** What people read. */
    public String name() {
      return name;
    }

    /** The work it is a part of, when it started. */
    public double total() {
      return total;
    }

    /** How far it got. */
    public double done() {
      return done;
    }

    /** Whether it was ended. */
    public boolean isClosed() {
      return closed;
    }
  }

  /** Calls back after each line. */
  public ProgressRecord onLine(Consumer<String> callback) {
    onLine = callback;
    return this;
  }

  /** Calls back with a task's name when it starts. */
  public ProgressRecord onStart(Consumer<String> callback) {
    onStart = callback;
    return this;
  }

  /** Calls back with a task's name at each of its steps. */
  public ProgressRecord onAdvance(Consumer<String> callback) {
    onAdvance = callback;
    return this;
  }

  /** All lines so far. */
  public List<String> lines() {
    return lines;
  }

  /** All tasks so far. */
  public List<Started> tasks() {
    return tasks;
  }

  /** Tasks whose name contains a text. */
  public List<Started> tasks(String part) {
    return tasks.stream().filter(task -> task.name.contains(part)).toList();
  }

  @Override
  public void say(String line) {
    lines.add(line);
    onLine.accept(line);
  }

  @Override
  public Task start(String name, Workload work) {
    Started started = new Started(name, work.total());
    tasks.add(started);
    onStart.accept(name);
    return new Task() {
      @Override
      public void advance(double steps) {
        work.add(steps);
        started.done += steps;
        onAdvance.accept(name);
      }

      @Override
      public void close() {
        started.closed = true;
      }
    };
  }
}
