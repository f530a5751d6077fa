package io.kinetograph.streams.thread;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that do not keep a process alive.
 *
 * @param name of each of them
 */
public record DaemonThreads(String name) implements ThreadFactory {

  @Override
  public Thread newThread(Runnable run) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    return thread;
  }
}
