// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.ReadingSender;
import io.kinetograph.quickstart.wearer.WearerMotion;
import io.kinetograph.schemas.AccelerometerReading;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the readings of wearers to a topic at the pace of the wall clock, until all motion has
 * ended or it is closed.
 *
 * <p>A reading is due when its last sample has been taken. The wearers are spread over the length
 * of a reading, so that the broker gets an even stream.
 */
public final class Simulation implements AutoCloseable {

  private final RadioLink link;
  private final ReadingSender sender;
  private final RandomGenerator random;

  /** In the order in which their next readings are due: all have the same period. */
  private final Queue<Wearer> wearers = new ArrayDeque<>();

  private final Queue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::dueMicros));

  private final LongAdder readings = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private volatile long lateMicros;

  /** Event time of the first sample, in microseconds since the epoch. */
  private long startMicros;

  /** A wearer, and how much later than the readings are complete they are sent. */
  private record Wearer(ReadingCutter cutter, long offsetMicros) {
    long dueAfterMicros() {
      return cutter.completeAfterMicros() + offsetMicros;
    }
  }

  /** A reading that is on its way. */
  private record Delayed(long dueMicros, AccelerometerReading reading) {}

  /**
   * Prepares a simulation.
   *
   * @param motions one for each wearer
   * @param wearables how they measure and send
   * @param producer sends the readings; the caller closes it
   * @param topic the topic of the readings
   * @param wallClock the wall clock
   * @param seed of the losses, the delays, the clocks and the missing units
   * @throws IOException if motion cannot be read
   */
  public Simulation(
      List<? extends WearerMotion> motions,
      Wearables wearables,
      Producer<String, AccelerometerReading> producer,
      String topic,
      InstantSource wallClock,
      long seed)
      throws IOException {
    this.link = wearables.link();
    this.sender = new ReadingSender(producer, topic, wallClock, this::run);
    this.random = new SplittableRandom(seed);
    double spread =
        1e6 * wearables.samplesPerReading() / wearables.rateHz() / Math.max(1, motions.size());
    UnitClocks.UnitClock[] clocks = wearables.clocks().units(motions.size() * BodyUnit.COUNT, seed);
    for (WearerMotion motion : motions) {
      int first = wearers.size() * BodyUnit.COUNT;
      ReadingCutter cutter =
          new ReadingCutter(
              motion,
              wearables.rateHz(),
              wearables.samplesPerReading(),
              Arrays.copyOfRange(clocks, first, first + BodyUnit.COUNT));
      wearers.add(new Wearer(cutter, (long) (wearers.size() * spread)));
    }
  }

  /** Starts to send. */
  public void start() {
    sender.start();
  }

  /**
   * Completes when the broker has all motion, or what was sent until the simulation was stopped.
   * Fails with an {@link IOException} if motion could not be read, with a {@link
   * org.apache.kafka.common.KafkaException} if a reading could not be sent.
   */
  public CompletableFuture<Void> end() {
    return sender.end();
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

  /** Sends what is due next, again and again. */
  private void run() throws IOException, InterruptedException {
    // On the grid of segments, so that each segment of the app has one activity if activities
    // change
    // between segments. Not before: to begin the motion of thousands of wearers takes seconds.
    startMicros = Math.floorDiv(sender.nowMicros(), Segment.LENGTH_MICROS) * Segment.LENGTH_MICROS;
    while (true) {
      Wearer next = wearers.peek();
      Delayed arriving = delayed.peek();
      if (next == null && arriving == null) {
        return;
      }
      boolean isDelayed = isFirst(arriving, next);
      long due = isDelayed ? delayed.element().dueMicros() : dueMicros(wearers.element());
      if (sender.isStoppedBefore(due)) {
        return;
      }
      if (isDelayed) {
        send(delayed.remove().reading(), due);
      } else {
        measure(wearers.remove(), due);
      }
    }
  }

  private boolean isFirst(@Nullable Delayed arriving, @Nullable Wearer next) {
    return arriving != null && (next == null || arriving.dueMicros() <= dueMicros(next));
  }

  private long dueMicros(Wearer wearer) {
    return startMicros + wearer.dueAfterMicros();
  }

  /** A wearer whose motion has ended sends no more. */
  private void measure(Wearer wearer, long due) throws IOException {
    List<AccelerometerReading> measured = wearer.cutter().next(startMicros, this::jitter);
    for (AccelerometerReading reading : measured) {
      transmit(reading, due);
    }
    if (!wearer.cutter().isOver()) {
      wearers.add(wearer);
    }
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
    sender.send(reading, acknowledged::increment);
    readings.increment();
    samples.add(reading.getX().size());
    lateMicros = Math.max(0, sender.nowMicros() - due);
  }

  private static long micros(Duration duration) {
    return TimeUnit.MICROSECONDS.convert(duration);
  }

  /** Stops. When it returns, the broker has everything that was sent, or {@link #end} fails. */
  public void stop() {
    sender.stop();
  }

  @Override
  public void close() {
    stop();
  }
}
