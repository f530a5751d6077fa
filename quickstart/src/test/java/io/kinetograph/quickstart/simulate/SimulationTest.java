// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.quickstart.wearer.WearerMotion;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
  private static final int READINGS = 4_000;

  private static final UnitClocks.UnitClock[] RIGHT = UnitClocks.PERFECT.units(5, 1);

  private final MockProducer<String, AccelerometerReading> producer = producer(true);

  /** A clock that passes a second whenever it is read: nothing is ever waited for. */
  private final AtomicLong seconds = new AtomicLong();

  private final InstantSource wallClock = () -> START.plusSeconds(100 + seconds.getAndIncrement());

  /** Row r of the motion is, at any time t in seconds since the start, r + t. */
  private static final class Ramp implements WearerMotion {
    private final String wearer;
    private final int segments;
    private int segment;

    Ramp(String wearer, int segments) {
      this.wearer = wearer;
      this.segments = segments;
    }

    @Override
    public String wearer() {
      return wearer;
    }

    @Override
    public int segments() {
      return segments;
    }

    @Override
    public @Nullable AnnotatedSegment next() {
      if (segments > 0 && segment == segments) {
        return null;
      }
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (int i = 0; i < values.length; i++) {
        int row = i / Segment.COLUMNS;
        values[i] = row + 5f * segment + (i % Segment.COLUMNS) / 25f;
      }
      segment++;
      return new AnnotatedSegment("ramp", segment, values);
    }
  }

  @Test
  void readingsHaveTheSamplesOfTheMotion() throws Exception {
    for (double rate : new double[] {10, 25, 31, 100, 1000}) {
      ReadingCutter cutter = new ReadingCutter(new Ramp("anna", 0), rate, 40, RIGHT);
      int period = (int) Math.round(1e6 / rate);
      for (int n = 0; n < 400 * rate / 40 / 10; n++) {
        assertThat(cutter.completeAfterMicros()).isEqualTo((n + 1L) * 40 * period);
        AccelerometerReading arm = cutter.next(0, () -> 0).get(1);

        double start = n * 40 * period / 1e6;
        assertThat(arm.getStartedAt()).isEqualTo(Instant.EPOCH.plusNanos(n * 40L * period * 1000));
        assertThat(arm.getSamplePeriodMicros()).isEqualTo(period);
        assertThat(arm.getY().get(0)).isCloseTo((float) (4 + start), within(1e-4f));
        assertThat(arm.getY().get(39))
            .isCloseTo((float) (4 + start + 39 * period / 1e6), within(1e-4f));
      }
    }
  }

  @Test
  void everyWearerSendsEveryUnitWithoutAHole() throws Exception {
    Traffic traffic = run(RadioLink.PERFECT);

    assertThat(traffic.lost()).isZero();
    assertThat(traffic.repeated()).isZero();
    assertThat(traffic.acknowledged()).isEqualTo(traffic.readings());
    assertThat(traffic.samples()).isEqualTo(25 * traffic.readings());
    Set<String> ids = new HashSet<>();
    for (ProducerRecord<String, AccelerometerReading> sent : producer.history()) {
      AccelerometerReading reading = sent.value();
      assertThat(sent.key()).isEqualTo(reading.getWearer());
      assertThat(ids.add(id(reading))).isTrue();
    }
    long perUnit = traffic.readings() / 4 / 5;
    for (int wearer = 1; wearer <= 4; wearer++) {
      for (int second = 0; second < perUnit - 1; second++) {
        assertThat(ids).contains("wearer-%s LEFT_LEG %s".formatted(wearer, at(second)));
      }
    }
  }

  @Test
  void linkLosesAndRepeatsItsFractions() throws Exception {
    Traffic traffic = run(new RadioLink(0.2, 0.1, Duration.ZERO, Duration.ZERO));

    double offered = traffic.readings() - traffic.repeated() + traffic.lost();
    assertThat(traffic.lost() / offered).isCloseTo(0.2, within(0.03));
    assertThat(traffic.repeated() / (offered - traffic.lost())).isCloseTo(0.1, within(0.03));
    Set<String> ids = new HashSet<>();
    producer.history().forEach(sent -> ids.add(id(sent.value())));
    assertThat(ids).hasSize((int) (traffic.readings() - traffic.repeated()));
  }

  @Test
  void delayedReadingsOvertakeEachOtherAndJitterMovesTheirTime() throws Exception {
    run(new RadioLink(0, 0, Duration.ofSeconds(10), Duration.ofMillis(5)));

    List<Instant> times =
        producer.history().stream()
            .map(ProducerRecord::value)
            .filter(reading -> reading.getWearer().equals("wearer-1"))
            .map(AccelerometerReading::getStartedAt)
            .toList();
    assertThat(IntStream.range(1, times.size()))
        .anyMatch(i -> times.get(i).isBefore(times.get(i - 1).minusSeconds(1)));
    assertThat(times)
        .allSatisfy(
            time -> assertThat(Math.floorMod(time.toEpochMilli() + 5, 1000)).isBetween(0, 10));
    assertThat(times).anyMatch(time -> time.toEpochMilli() % 1000 != 0);
  }

  @Test
  void motionThatEndsIsSentOnceAndCompletely() throws Exception {
    try (Simulation simulation = simulation(producer, RadioLink.PERFECT, UnitClocks.PERFECT, 3)) {
      simulation.start();
      simulation.end().get(60, TimeUnit.SECONDS);

      assertThat(simulation.traffic().samples()).isEqualTo(4 * 5 * 3 * 125);
    }
    assertThat(producer.history().stream().map(sent -> id(sent.value())))
        .doesNotHaveDuplicates()
        .contains("wearer-4 TORSO " + at(0), "wearer-4 TORSO " + at(14));
  }

  @Test
  void lastReadingOfAMotionMayBeShorter() throws Exception {
    ReadingCutter cutter = new ReadingCutter(new Ramp("anna", 1), 25, 100, RIGHT);

    assertThat(cutter.next(0, () -> 0).get(0).getX()).hasSize(100);
    AccelerometerReading last = cutter.next(0, () -> 0).get(0);
    assertThat(last.getX()).hasSize(25).last().isEqualTo(124 / 25f);
    assertThat(cutter.isOver()).isTrue();
    assertThat(cutter.next(0, () -> 0)).isEmpty();
  }

  @Test
  void clocksOfUnitsAreWrongByTheirSkewAndDrift() throws Exception {
    UnitClocks clocks = new UnitClocks(0, Duration.ofMillis(200), 1000);
    try (Simulation simulation = simulation(producer, RadioLink.PERFECT, clocks, 40)) {
      simulation.start();
      simulation.end().get(60, TimeUnit.SECONDS);
    }
    Map<String, List<Long>> errors = new TreeMap<>();
    for (ProducerRecord<String, AccelerometerReading> sent : producer.history()) {
      AccelerometerReading reading = sent.value();
      List<Long> ofUnit =
          errors.computeIfAbsent(
              reading.getWearer() + " " + reading.getUnit(), unit -> new ArrayList<>());
      Instant right = at(ofUnit.size());
      ofUnit.add(ChronoUnit.MICROS.between(right, reading.getStartedAt()));
    }

    assertThat(errors).hasSize(20);
    assertThat(errors.values().stream().map(unit -> unit.get(0)))
        .allSatisfy(skew -> assertThat(skew).isBetween(-200_000L, 200_000L))
        .doesNotHaveDuplicates();
    assertThat(errors.values())
        .allSatisfy(
            unit -> {
              // The same drift in each of 199 s, at most a millisecond.
              long drift = unit.get(199) - unit.get(0);
              assertThat(drift).isBetween(-199_000L, 199_000L);
              assertThat(unit.get(99) - unit.get(0)).isCloseTo(drift * 99 / 199, within(2L));
            });
  }

  @Test
  void missingUnitsNeverSend() throws Exception {
    UnitClocks clocks = new UnitClocks(0.3, Duration.ZERO, 0);
    try (Simulation simulation = simulation(producer, RadioLink.PERFECT, clocks, 10)) {
      simulation.start();
      simulation.end().get(60, TimeUnit.SECONDS);
    }
    Map<String, Long> readings =
        producer.history().stream()
            .collect(
                Collectors.groupingBy(
                    sent -> sent.key() + " " + sent.value().getUnit(), Collectors.counting()));

    assertThat(readings).hasSizeBetween(8, 19);
    assertThat(readings.values()).containsOnly(50L);
  }

  @Test
  void refusedReadingEndsTheSimulation() throws Exception {
    MockProducer<String, AccelerometerReading> refusing = producer(false);
    try (Simulation simulation = simulation(refusing, RadioLink.PERFECT)) {
      simulation.start();
      await().until(() -> refusing.errorNext(new RecordTooLargeException("too large")));
      assertThatThrownBy(() -> simulation.end().join())
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @Test
  void endOfAReplayWaitsForTheAcknowledgments() throws Exception {
    MockProducer<String, AccelerometerReading> refusing = refusingWhenFlushed();
    try (Simulation simulation = simulation(refusing, RadioLink.PERFECT, UnitClocks.PERFECT, 1)) {
      simulation.start();

      assertThatThrownBy(() -> simulation.end().get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @Test
  void readingThatIsRefusedDuringTheStopIsAFailure() throws Exception {
    MockProducer<String, AccelerometerReading> refusing = refusingWhenFlushed();
    try (Simulation simulation = simulation(refusing, RadioLink.PERFECT)) {
      simulation.start();
      await().until(() -> simulation.traffic().readings() > 0);

      simulation.stop();

      assertThatThrownBy(() -> simulation.end().get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @Test
  void valuesOutsideTheirRangeAreRejected() {
    assertThatThrownBy(() -> new RadioLink(1, 0, Duration.ZERO, Duration.ZERO))
        .hasMessage("loss 1.0 is not at least 0 and below 1");
    assertThatThrownBy(() -> new RadioLink(0, Double.NaN, Duration.ZERO, Duration.ZERO))
        .hasMessage("duplicates NaN is not from 0 to 1");
    assertThatThrownBy(() -> new RadioLink(0, 0, Duration.ofMillis(-1), Duration.ZERO))
        .hasMessage("delay -1 ms is negative");
    assertThatThrownBy(() -> new UnitClocks(1, Duration.ZERO, 0))
        .hasMessage("missing-units 1.0 is not at least 0 and below 1");
    assertThatThrownBy(() -> new UnitClocks(0, Duration.ZERO, -1))
        .hasMessage("clock-drift -1.0 is not from 0 to 100000");
    assertThatThrownBy(() -> new UnitClocks(0, Duration.ofDays(1).plusMillis(1), 0))
        .hasMessage("clock-skew 86400001 ms is not in the range from 0s to 24h");
    assertThatThrownBy(() -> new UnitClocks(0, Duration.ofMillis(-1), 0))
        .hasMessage("clock-skew -1 ms is not in the range from 0s to 24h");
  }

  private Traffic run(RadioLink link) throws Exception {
    try (Simulation simulation = simulation(producer, link)) {
      simulation.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> simulation.traffic().readings() >= READINGS);
      simulation.stop();
      return simulation.traffic();
    }
  }

  private Simulation simulation(MockProducer<String, AccelerometerReading> producer, RadioLink link)
      throws IOException {
    return simulation(producer, link, UnitClocks.PERFECT, 0);
  }

  private Simulation simulation(
      MockProducer<String, AccelerometerReading> producer,
      RadioLink link,
      UnitClocks clocks,
      int segments)
      throws IOException {
    List<Ramp> motions =
        IntStream.rangeClosed(1, 4).mapToObj(i -> new Ramp("wearer-" + i, segments)).toList();
    Wearables wearables = new Wearables(25, 25, clocks, link);
    return new Simulation(motions, wearables, producer, "readings", wallClock, 1);
  }

  private static MockProducer<String, AccelerometerReading> producer(boolean accepts) {
    return new MockProducer<>(
        accepts, null, new StringSerializer(), TopicSerdes.accelerometerReading().serializer());
  }

  /** Acknowledges nothing until it is flushed, and then refuses the first reading. */
  private static MockProducer<String, AccelerometerReading> refusingWhenFlushed() {
    return new MockProducer<>(
        false, null, new StringSerializer(), TopicSerdes.accelerometerReading().serializer()) {
      @Override
      public synchronized void flush() {
        errorNext(new RecordTooLargeException("too large"));
        super.flush();
      }
    };
  }

  private static String id(AccelerometerReading reading) {
    return reading.getWearer() + " " + reading.getUnit() + " " + reading.getStartedAt();
  }

  private static Instant at(int second) {
    return START.plusSeconds(100 + second);
  }
}
