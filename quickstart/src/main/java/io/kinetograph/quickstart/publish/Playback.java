// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.publish;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.wearer.AnnotatedSegment;
import io.kinetograph.quickstart.wearer.WearerMotion;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.Unit;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the motion of wearers at a pace, second by second: the records of one wearer are in
 * order of time, and no wearer runs ahead of another.
 *
 * <p>Sample i of a segment has the time {@code n * 5 s + i * 40 ms} since the epoch, so a recorded
 * segment is, sample for sample, a segment of the app.
 */
public final class Playback implements AutoCloseable {

  private static final int SECONDS = Segment.COLUMNS / Segment.SAMPLE_RATE_HZ;
  private static final long SECOND_MICROS = 1_000_000;

  private final ReadingSender sender;
  private final Pace pace;
  private final PublishedSegmentListener listener;
  private final List<Player> players;

  /** One wearer during playback. */
  private static final class Player {
    private final WearerMotion motion;
    private long nextStartMicros;
    private @Nullable AnnotatedSegment segment;

    Player(WearerMotion motion) {
      this.motion = motion;
    }
  }

  /**
   * Prepares a playback.
   *
   * @param motions one for each wearer; motion without end only if the pace is live
   * @param producer sends the readings; the caller closes it
   * @param topic the topic of the readings
   * @param pace how fast
   * @param wallClock the wall clock
   * @param listener receives the segments that are published
   */
  public Playback(
      List<? extends WearerMotion> motions,
      Producer<String, AccelerometerReading> producer,
      String topic,
      Pace pace,
      InstantSource wallClock,
      PublishedSegmentListener listener) {
    this.players = new ArrayList<>(motions.stream().map(Player::new).toList());
    this.sender = new ReadingSender(producer, topic, wallClock, this::play);
    this.pace = pace;
    this.listener = listener;
  }

  /** Starts to publish. */
  public void start() {
    sender.start();
  }

  /**
   * Completes when the broker has all motion, or what was sent until the playback was stopped.
   * Fails with an {@link IOException} if motion could not be read, with a {@link
   * org.apache.kafka.common.KafkaException} if it could not be sent.
   */
  public CompletableFuture<Void> end() {
    return sender.end();
  }

  private void play() throws IOException, InterruptedException {
    long now = sender.nowMicros();
    long began = pace.isLive() ? pace.startMicros(now, 0) : now;
    for (Player player : players) {
      player.nextStartMicros =
          pace.startMicros(now, player.motion.segments() * Segment.LENGTH_MICROS);
    }
    for (long elapsed = 0; advance(); elapsed += Segment.LENGTH_MICROS) {
      for (int second = 0; second < SECONDS; second++) {
        // A second is sent when its last sample is due.
        long due = pace.dueMicros(began, elapsed + (second + 1) * SECOND_MICROS);
        if (isStoppedAt(due)) {
          return;
        }
        for (Player player : players) {
          send(player, second);
        }
      }
      players.forEach(player -> player.nextStartMicros += Segment.LENGTH_MICROS);
    }
  }

  /** Gets the next segment of every wearer, and removes wearers whose motion has ended. */
  private boolean advance() throws IOException {
    for (Player player : players) {
      player.segment = player.motion.next();
    }
    players.removeIf(player -> player.segment == null);
    return !players.isEmpty();
  }

  private boolean isStoppedAt(long dueMicros) throws InterruptedException {
    return pace.isUnbounded() ? sender.isStopped() : sender.isStoppedBefore(dueMicros);
  }

  private void send(Player player, int second) {
    AnnotatedSegment segment = player.segment;
    if (segment == null) {
      return;
    }
    String wearer = player.motion.wearer();
    SegmentKey key = new SegmentKey(wearer, player.nextStartMicros / 1000);
    boolean last = second == SECONDS - 1;
    if (last) {
      listener.sending(key, segment);
    }
    for (int i = 0; i < BodyUnit.COUNT; i++) {
      AccelerometerReading reading =
          reading(wearer, player.nextStartMicros, segment, second, BodyUnit.at(i));
      // A partition acknowledges records in order, so the last record confirms the segment.
      boolean wholeSegment = last && i == BodyUnit.COUNT - 1;
      sender.send(
          reading,
          () -> {
            if (wholeSegment) {
              listener.acknowledged(key);
            }
          });
    }
  }

  /** One second of one unit, as wearables send it. */
  private static AccelerometerReading reading(
      String wearer, long startMicros, AnnotatedSegment segment, int second, BodyUnit unit) {
    long micros = startMicros + second * SECOND_MICROS;
    return AccelerometerReading.newBuilder()
        .setWearer(wearer)
        .setUnit(Unit.valueOf(unit.name()))
        .setStartedAt(Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
        .setSamplePeriodMicros((int) Segment.COLUMN_MICROS)
        .setX(segment.axis(unit.row(0), second))
        .setY(segment.axis(unit.row(1), second))
        .setZ(segment.axis(unit.row(2), second))
        .build();
  }

  /**
   * Stops the playback. When it returns, the broker has everything that was sent, or {@link #end}
   * fails.
   */
  public void stop() {
    sender.stop();
  }

  @Override
  public void close() {
    stop();
  }
}
