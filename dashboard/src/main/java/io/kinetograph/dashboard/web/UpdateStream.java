// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends labels and episodes to all listeners. Each listener has a queue and is served by the thread
 * of its request, so that a slow one does not delay the others. A listener that falls too far
 * behind gets a {@code refresh} event and fetches the whole state instead.
 *
 * <p>Events: {@code status} first and then every few seconds, {@code label} for each label, {@code
 * episode} for each record about an episode, {@code refresh} if some were left out.
 */
final class UpdateStream {

  static final int MAX_LISTENERS = 100;
  static final int QUEUE_CAPACITY = 2_000;

  private static final long STATUS_INTERVAL_MILLIS = 5_000;

  /** The longest time until an idle listener's thread notices {@link #close}. */
  private static final long WAIT_MILLIS = 250;

  private final Supplier<String> status;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Creates a stream without listeners.
   *
   * @param status returns the data of a status event
   */
  UpdateStream(Supplier<String> status) {
    this.status = status;
  }

  /** Sends an event to every listener. Never blocks. */
  void publish(String name, String data) {
    Event event = new Event(name, data);
    listeners.forEach(listener -> listener.offer(event));
  }

  /** Ends all streams soon after it returns. */
  void close() {
    closed = true;
  }

  /** Serves a listener; returns when either side closes the connection. */
  void serve(Context context) {
    Listener listener = new Listener();
    listeners.add(listener);
    try {
      if (closed) {
        context.status(HttpStatus.SERVICE_UNAVAILABLE).result("the dashboard is stopping");
        return;
      }
      if (listeners.size() > MAX_LISTENERS) {
        // The page tells this status from those of a proxy whose server is down.
        context.status(HttpStatus.TOO_MANY_REQUESTS).result("too many listeners");
        return;
      }
      context.contentType("text/event-stream;charset=utf-8");
      // Otherwise proxies would collect a few kilobytes before they forward anything.
      context.header("X-Accel-Buffering", "no");
      serve(listener, new SseClient(context));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      listeners.remove(listener);
    }
  }

  private void serve(Listener listener, SseClient client) throws InterruptedException {
    long nextStatus = System.nanoTime();
    while (!closed && !client.terminated()) {
      if (System.nanoTime() - nextStatus >= 0) {
        client.sendEvent("status", status.get());
        nextStatus += TimeUnit.MILLISECONDS.toNanos(STATUS_INTERVAL_MILLIS);
      }
      if (listener.lagging) {
        listener.catchUp();
        client.sendEvent("refresh", "{}");
      }
      Event event = listener.queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      if (event != null) {
        client.sendEvent(event.name(), event.data());
      }
    }
  }

  private record Event(String name, String data) {}

  private static final class Listener {

    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private volatile boolean lagging;

    void offer(Event event) {
      if (!queue.offer(event)) {
        lagging = true;
      }
    }

    /** The listener fetches or receives all events that arrive in between. */
    void catchUp() {
      lagging = false;
      queue.clear();
    }
  }
}
