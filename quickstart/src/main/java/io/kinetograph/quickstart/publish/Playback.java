package io.kinetograph.quickstart.publish;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Publishes wearers' motion at a pace, one second of every wearer after the other: records of one
 * wearer are in order of time, and no wearer runs ahead of another.
 *
 * <p>A segment's sample i is dated {@code n * 5 s + i * 40 ms} of the epoch, so that a recorded
 * segment is, sample for sample, a segment of the app.
 */
public final class Playback implements AutoCloseable {

  private static final int SECONDS = Segment.COLUMNS / Segment.SAMPLE_RATE_HZ;
  private static final long SECOND_MICROS = 1_000_000;

  private final Producer<String, AccelerometerReading> producer;
  private final String topic;
  private final Pace pace;
  private final InstantSource clock;
  private final SegmentListener listener;
  private final List<Player> players;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "wearables");

  /** One wearer, on their way. */
  private static final class Player {
    private final Motion motion;
    private long nextStartMicros;
    private @Nullable TrueSegment segment;

    Player(Motion motion) {
      this.motion = motion;
    }
  }

  /**
   * Prepares a playback.
   *
   * @param motions one of each wearer; without an end only if the pace is live
   * @param producer where readings are sent; stays its owner's to close
   * @param topic of the readings
   * @param pace how fast
   * @param clock the wall clock
   * @param listener told which segments were published
   */
  public Playback(
      List<? extends Motion> motions,
      Producer<String, AccelerometerReading> producer,
      String topic,
      Pace pace,
      InstantSource clock,
      SegmentListener listener) {
    this.players = new ArrayList<>(motions.stream().map(Player::new).toList());
    this.producer = producer;
    this.topic = topic;
    this.pace = pace;
    this.clock = clock;
    this.listener = listener;
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /**
   * Done when all motion was published or the playback was stopped; fails with what went wrong: an
   * {@link IOException} if motion could not be read, a {@link
   * org.apache.kafka.common.KafkaException} if it could not be sent.
   */
  public CompletableFuture<Void> end() {
    return end.copy();
  }

  private void run() {
    try {
      play();
      end.complete(null);
    } catch (IOException | RuntimeException e) {
      end.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end.complete(null);
    }
  }

  private void play() throws IOException, InterruptedException {
    long now = nowMicros();
    long began = pace.isLive() ? pace.startMicros(now, 0, Segment.LENGTH_MICROS) : now;
    for (Player player : players) {
      player.nextStartMicros =
          pace.startMicros(
              now, player.motion.segments() * Segment.LENGTH_MICROS, Segment.LENGTH_MICROS);
    }
    for (long elapsed = 0; advance(); elapsed += Segment.LENGTH_MICROS) {
      for (int second = 0; second < SECONDS; second++) {
        // A second is sent once its last sample was taken.
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
    producer.flush();
  }

  /** Takes every wearer's next segment; wearers who have none are done. */
  private boolean advance() throws IOException {
    for (Player player : players) {
      player.segment = player.motion.next();
    }
    players.removeIf(player -> player.segment == null);
    return !players.isEmpty();
  }

  private boolean isStoppedAt(long dueMicros) throws InterruptedException {
    long wait = pace.isUnbounded() ? 0 : Math.max(0, dueMicros - nowMicros());
    return stop.await(wait, TimeUnit.MICROSECONDS);
  }

  private void send(Player player, int second) {
    TrueSegment segment = player.segment;
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
          ReadingFactory.reading(wearer, player.nextStartMicros, segment, second, BodyUnit.at(i));
      // One partition's records are acknowledged in order, so the last one stands for all.
      boolean wholeSegment = last && i == BodyUnit.COUNT - 1;
      // The callback is told of a failure, too.
      var unused =
          producer.send(
              new ProducerRecord<>(topic, wearer, reading),
              (metadata, e) -> {
                if (e != null) {
                  end.completeExceptionally(e);
                  stop.countDown();
                } else if (wholeSegment) {
                  listener.acknowledged(key);
                }
              });
    }
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  /** Stops, if it has not ended; what was sent is with the broker afterwards. */
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
