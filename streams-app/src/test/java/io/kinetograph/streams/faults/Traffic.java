package io.kinetograph.streams.faults;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.app.Cluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Wearers who go on publishing known segments, all at the same pace, until they are stopped, which
 * is at the end of a segment.
 */
final class Traffic implements AutoCloseable {

  private final Cluster cluster;
  private final List<String> wearers;
  private final Duration pause;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<List<ExpectedLabel>> published;
  private volatile int records;
  private volatile int segments;
  private volatile boolean stopped;

  /**
   * Starts to publish.
   *
   * @param cluster where to
   * @param count of wearers
   * @param pause between two of their seconds
   */
  Traffic(Cluster cluster, int count, Duration pause) {
    this.cluster = cluster;
    this.wearers = IntStream.range(0, count).mapToObj(i -> "wearer-" + i).toList();
    this.pause = pause;
    this.published = thread.submit(this::publish);
  }

  private List<ExpectedLabel> publish() throws Exception {
    List<ExpectedLabel> expected = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    long day = Duration.ofDays(1).toMillis();
    long start = (System.currentTimeMillis() - day) / KnownSegment.MILLIS * KnownSegment.MILLIS;
    for (; !stopped; start += KnownSegment.MILLIS) {
      long from = start;
      var batch = wearers.stream().map(wearer -> new KnownSegment(wearer, from)).toList();
      for (int second = 0; second < KnownSegment.SECONDS; second++) {
        for (KnownSegment segment : batch) {
          for (AccelerometerReading reading : segment.second(second)) {
            sent.add(send(reading));
          }
        }
        Thread.sleep(pause.toMillis());
      }
      batch.forEach(segment -> expected.add(segment.expected()));
      segments = expected.size();
      records = sent.size();
    }
    for (Future<RecordMetadata> acknowledged : sent) {
      acknowledged.get();
    }
    return expected;
  }

  private Future<RecordMetadata> send(AccelerometerReading reading) {
    byte[] key = reading.getWearer().getBytes(StandardCharsets.UTF_8);
    return cluster.send(
        key,
        TopicSerdes.accelerometerReading()
            .serializer()
            .serialize("wearable.accelerometer", reading));
  }

  /** How many segments were published so far. */
  int segments() {
    return segments;
  }

  /** How many records were published so far. */
  int records() {
    return records;
  }

  /** Ends with the segments that are under way, and says what must be labelled. */
  List<ExpectedLabel> stop() throws Exception {
    stopped = true;
    return published.get();
  }

  @Override
  public void close() {
    stopped = true;
    thread.shutdown();
  }
}
