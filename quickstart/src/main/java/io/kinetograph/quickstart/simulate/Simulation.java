// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.wearer.WearerMotion;
import io.kinetograph.schemas.AccelerometerReading;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the readings of wearers to a topic at the pace of the wall clock, until it is closed.
 *
 * <p>A reading is due when its last sample has been taken. The wearers are spread over the length
 * of a reading, so that the broker gets an even stream.
 */
public final class Simulation implements AutoCloseable {

  private final Producer<String, AccelerometerReading> producer;
  private final String topic;
  private final RadioLink link;
  private final InstantSource wallClock;
  private final RandomGenerator random;

  /** In the order in which their next readings are due: all have the same period. */
  private final Queue<Sender> senders = new ArrayDeque<>();

  private final Queue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::dueMicros));

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "wearables");
  private final LongAdder readings = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private volatile long lateMicros;

  /** A wearer, and how much later than the readings are complete they are sent. */
  private record Sender(ReadingCutter cutter, long offsetMicros) {
    long dueMicros() {
      return cutter.completeAtMicros() + offsetMicros;
    }
  }

  /** A reading that is on its way. */
  private record Delayed(long dueMicros, AccelerometerReading reading) {}

  /**
   * Prepares a simulation.
   *
   * @param motions endless motion, one for each wearer
   * @param rateHz samples per second
   * @param samplesPerReading samples in each reading
   * @param producer sends the readings; the caller closes it
   * @param topic the topic of the readings
   * @param wallClock the wall clock
   * @param seed of the losses and delays
   * @throws IOException if motion cannot be read
   */
  public Simulation(
      List<? extends WearerMotion> motions,
      double rateHz,
      int samplesPerReading,
      RadioLink link,
      Producer<String, AccelerometerReading> producer,
      String topic,
      InstantSource wallClock,
      long seed)
      throws IOException {
    this.link = link;
    this.producer = producer;
    this.topic = topic;
    this.wallClock = wallClock;
    this.random = new SplittableRandom(seed);
    // On the grid of segments, so that each segment of the app has one activity.
    long start = Math.floorDiv(nowMicros(), Segment.LENGTH_MICROS) * Segment.LENGTH_MICROS;
    double spread = 1e6 * samplesPerReading / rateHz / Math.max(1, motions.size());
    for (WearerMotion motion : motions) {
      ReadingCutter cutter = new ReadingCutter(motion, rateHz, samplesPerReading, start);
      senders.add(new Sender(cutter, (long) (senders.size() * spread)));
    }
  }

  /** Starts to send. */
  public void start() {
    thread.start();
  }

  /**
   * Completes when the simulation was stopped. Fails with a {@link
   * org.apache.kafka.common.KafkaException} if a reading could not be sent.
   */
  public CompletableFuture<Void> end() {
    return end.copy();
  }

  /** What was sent so far. */
  public Traffic traffic() {
    return new Traffic(
        readings.sum(),
        samples.sum(),
        acknowledged.sum(),
        lost.sum(),
        repeated.sum(),
        Duration.of(lateMicros, ChronoUnit.MICROS));
  }

  private void run() {
    try {
      while (step()) {
        // The next reading is due, or the simulation was stopped.
      }
      end.complete(null);
    } catch (IOException | RuntimeException e) {
      end.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end.complete(null);
    }
  }

  /** Waits for what is due next and sends it; false if the simulation was stopped. */
  private boolean step() throws IOException, InterruptedException {
    Sender next = senders.element();
    Delayed arriving = delayed.peek();
    boolean isDelayed = arriving != null && arriving.dueMicros() <= next.dueMicros();
    long due = isDelayed ? arriving.dueMicros() : next.dueMicros();
    if (stop.await(Math.max(0, due - nowMicros()), TimeUnit.MICROSECONDS)) {
      return false;
    }
    if (isDelayed) {
      delayed.remove();
      send(arriving.reading(), due);
    } else {
      senders.remove();
      for (AccelerometerReading reading : next.cutter().next(this::jitter)) {
        transmit(reading, due);
      }
      senders.add(next);
    }
    return true;
  }

  private void transmit(AccelerometerReading reading, long due) {
    if (random.nextDouble() < link.loss()) {
      lost.increment();
      return;
    }
    boolean isRepeated = random.nextDouble() < link.duplicates();
    deliver(reading, due);
    if (isRepeated) {
      repeated.increment();
      deliver(reading, due);
    }
  }

  private long jitter() {
    long largest = micros(link.jitter());
    return largest == 0 ? 0 : random.nextLong(-largest, largest + 1);
  }

  private void deliver(AccelerometerReading reading, long due) {
    long delay = micros(link.delay());
    if (delay > 0) {
      delayed.add(new Delayed(due + random.nextLong(delay + 1), reading));
    } else {
      send(reading, due);
    }
  }

  private void send(AccelerometerReading reading, long due) {
    // The callback also receives failures.
    var unused =
        producer.send(
            new ProducerRecord<>(topic, reading.getWearer(), reading),
            (metadata, e) -> {
              if (e == null) {
                acknowledged.increment();
              } else {
                end.completeExceptionally(e);
                stop.countDown();
              }
            });
    readings.increment();
    samples.add(reading.getX().size());
    lateMicros = Math.max(0, nowMicros() - due);
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, wallClock.instant());
  }

  private static long micros(Duration duration) {
    return TimeUnit.MICROSECONDS.convert(duration);
  }

  /** Stops. When it returns, the broker has everything that was sent. */
  public void stop() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.flush();
  }

  @Override
  public void close() {
    stop();
  }
}
