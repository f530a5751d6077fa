// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.publish;

import io.kinetograph.schemas.AccelerometerReading;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A thread that sends readings by the wall clock until its work is done, a reading cannot be sent,
 * or it is stopped.
 */
public final class ReadingSender implements AutoCloseable {

  private final Producer<String, AccelerometerReading> producer;
  private final String topic;
  private final InstantSource wallClock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread;

  /** What the thread does; it returns when there is nothing left to send or it was stopped. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @throws IOException if motion cannot be read
     */
    void run() throws IOException, InterruptedException;
  }

  /**
   * Prepares a sender.
   *
   * @param producer sends the readings; the caller closes it
   * @param topic the topic of the readings
   * @param wallClock the wall clock
   * @param work what its thread does
   */
  public ReadingSender(
      Producer<String, AccelerometerReading> producer,
      String topic,
      InstantSource wallClock,
      Work work) {
    this.producer = producer;
    this.topic = topic;
    this.wallClock = wallClock;
    this.thread = new Thread(() -> run(work), "wearables");
  }

  /** Starts the work. */
  public void start() {
    thread.start();
  }

  /**
   * Completes when the work is done or was stopped, and the broker has everything that was sent.
   * Fails with an {@link IOException} if motion could not be read, with a {@link
   * org.apache.kafka.common.KafkaException} if a reading could not be sent, with any error of the
   * work.
   */
  public CompletableFuture<Void> end() {
    return end.copy();
  }

  private void run(Work work) {
    try {
      work.run();
      // What the broker refuses has failed the end before this returns.
      producer.flush();
      end.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end.completeExceptionally(e);
    } catch (Throwable e) {
      // Whoever waits for the end would wait forever.
      end.completeExceptionally(e);
    }
  }

  /** The wall clock's time in microseconds since the epoch. */
  public long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, wallClock.instant());
  }

  /**
   * Waits until a time of the wall clock; true if the sender was stopped.
   *
   * @param dueMicros in microseconds since the epoch; does not wait if it has passed
   */
  public boolean isStoppedBefore(long dueMicros) throws InterruptedException {
    return stop.await(Math.max(0, dueMicros - nowMicros()), TimeUnit.MICROSECONDS);
  }

  /** Whether the sender was stopped. */
  public boolean isStopped() {
    return stop.getCount() == 0;
  }

  /**
   * Sends a reading, keyed by its wearer.
   *
   * @param acknowledged runs when the broker has it
   */
  public void send(AccelerometerReading reading, Runnable acknowledged) {
    // The callback also receives failures.
    var unused =
        producer.send(
            new ProducerRecord<>(topic, reading.getWearer(), reading),
            (metadata, e) -> {
              if (e == null) {
                acknowledged.run();
              } else {
                end.completeExceptionally(e);
                stop.countDown();
              }
            });
  }

  /**
   * Stops the work. When it returns, the broker has everything that was sent, or {@link #end}
   * fails.
   */
  public void stop() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Work that has failed has not done it.
    producer.flush();
  }

  @Override
  public void close() {
    stop();
  }
}
