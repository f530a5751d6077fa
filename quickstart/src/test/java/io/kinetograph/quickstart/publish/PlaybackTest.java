// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.quickstart.wearer.WearerMotion;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlaybackTest {

  private static final Pace MAX = Pace.parse("max");

  private final MockProducer<String, AccelerometerReading> producer =
      new MockProducer<>(
          true, null, new StringSerializer(), TopicSerdes.accelerometerReading().serializer());
  private final Listener listener = new Listener();

  private static final class Listener implements PublishedSegmentListener {
    private final List<SegmentKey> sent = new CopyOnWriteArrayList<>();
    private final List<SegmentKey> acknowledged = new CopyOnWriteArrayList<>();

    @Override
    public void sending(SegmentKey key, AnnotatedSegment segment) {
      sent.add(key);
    }

    @Override
    public void acknowledged(SegmentKey key) {
      acknowledged.add(key);
    }
  }

  private record Recorded(
      String wearer, List<AnnotatedSegment> all, Iterator<AnnotatedSegment> rest)
      implements WearerMotion {

    static Recorded of(String wearer, int segments) {
      Random random = new Random(wearer.hashCode());
      List<AnnotatedSegment> all = new ArrayList<>();
      for (int i = 0; i < segments; i++) {
        float[] values = new float[Segment.ROWS * Segment.COLUMNS];
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) random.nextGaussian();
        }
        all.add(new AnnotatedSegment("rowing", i + 1, values));
      }
      return new Recorded(wearer, all, all.iterator());
    }

    @Override
    public int segments() {
      return all.size();
    }

    @Override
    public @Nullable AnnotatedSegment next() {
      return rest.hasNext() ? rest.next() : null;
    }
  }

  @Property(tries = 20)
  void aRecordedSegmentIsASegmentOfTheApp(
      @ForAll @LongRange(min = 1_000_000_000_000_000L, max = 4_000_000_000_000_000L) long now)
      throws Exception {
    producer.clear();
    listener.sent.clear();
    Recorded anna = Recorded.of("anna", 3);
    Recorded ben = Recorded.of("ben", 2);
    Instant clock = Instant.EPOCH.plus(now, ChronoUnit.MICROS);

    try (Playback playback = playback(List.of(anna, ben), MAX, InstantSource.fixed(clock))) {
      playback.start();
      playback.end().get(10, TimeUnit.SECONDS);
    }

    assertThat(listener.sent).hasSize(5);
    List<SegmentKey> annas =
        listener.sent.stream().filter(key -> key.wearer().equals("anna")).toList();
    for (int i = 0; i < 3; i++) {
      assertThat(assembled(annas.get(i))).isEqualTo(segmentOf(anna.all().get(i), annas.get(i)));
    }
    assertThat(annas.get(2).startMillis() + 5000).isBetween(now / 1000 - 5000, now / 1000);
  }

  @Test
  void sendsOneWearersReadingsInOrderAndNobodyRunsAhead() throws Exception {
    try (Playback playback =
        playback(
            List.of(Recorded.of("anna", 2), Recorded.of("ben", 2)), MAX, InstantSource.system())) {
      playback.start();
      playback.end().get(10, TimeUnit.SECONDS);
    }

    List<ProducerRecord<String, AccelerometerReading>> records = producer.history();
    assertThat(records).hasSize(2 * 2 * 5 * 5);
    assertThat(records)
        .extracting(record -> record.value().getStartedAt())
        .isSortedAccordingTo(Instant::compareTo);
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(record.key()).isEqualTo(record.value().getWearer());
              assertThat(record.value().getX()).hasSize(25);
            });
    assertThat(listener.acknowledged).hasSize(4);
  }

  @Test
  void sendsLiveWhatHasPassedOfTheSegmentAndThenASecondEverySecond() throws Exception {
    // 3.2 s into a segment, three of its seconds have passed.
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-24T10:00:03.200Z"));
    try (Playback playback = playback(List.of(Recorded.of("anna", 9)), Pace.LIVE, clock)) {
      long started = System.nanoTime();
      playback.start();
      await().atMost(5, TimeUnit.SECONDS).until(() -> producer.history().size() >= 3 * 5);
      await().atMost(5, TimeUnit.SECONDS).until(() -> producer.history().size() == 4 * 5);
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .as("0.8 s of the fourth second were left")
          .isGreaterThan(Duration.ofMillis(700));
    }

    assertThat(producer.history().get(0).value().getStartedAt()).isEqualTo("2026-11-24T10:00:00Z");
    assertThat(listener.sent).isEmpty();
  }

  @Test
  void failsWithWhatCannotBeRead() throws Exception {
    assertFailure(
        () -> {
          throw new IOException("torn");
        },
        "torn");
  }

  @Test
  void anErrorIsAFailureToo() throws Exception {
    assertFailure(
        () -> {
          throw new NoClassDefFoundError("io/kinetograph/Missing");
        },
        "io/kinetograph/Missing");
  }

  private void assertFailure(Callable<AnnotatedSegment> next, String message) throws Exception {
    WearerMotion broken =
        new WearerMotion() {
          @Override
          public String wearer() {
            return "anna";
          }

          @Override
          public int segments() {
            return 1;
          }

          @Override
          public AnnotatedSegment next() throws IOException {
            try {
              return next.call();
            } catch (IOException | RuntimeException e) {
              throw e;
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
        };
    try (Playback playback = playback(List.of(broken), MAX, InstantSource.system())) {
      playback.start();
      assertThatThrownBy(() -> playback.end().get(10, TimeUnit.SECONDS))
          .hasRootCauseMessage(message);
    }
  }

  private Playback playback(List<WearerMotion> motions, Pace pace, InstantSource clock) {
    return new Playback(motions, producer, "readings", pace, clock, listener);
  }

  private Segment assembled(SegmentKey key) {
    SegmentAssembler assembler = new SegmentAssembler(1000 * key.startMillis(), 200_000);
    for (var record : producer.history()) {
      AccelerometerReading reading = record.value();
      if (reading.getWearer().equals(key.wearer())) {
        float[] x = FloatAxes.toArray(reading.getX());
        float[] y = FloatAxes.toArray(reading.getY());
        float[] z = FloatAxes.toArray(reading.getZ());
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, reading.getStartedAt());
        for (int i = 0; i < x.length; i++) {
          assembler.add(
              BodyUnit.valueOf(reading.getUnit().name()),
              start + (long) i * reading.getSamplePeriodMicros(),
              x[i],
              y[i],
              z[i]);
        }
      }
    }
    return assembler.assemble();
  }

  private static Segment segmentOf(AnnotatedSegment segment, SegmentKey key) {
    return Segment.measured(1000 * key.startMillis(), segment.toArray());
  }
}
