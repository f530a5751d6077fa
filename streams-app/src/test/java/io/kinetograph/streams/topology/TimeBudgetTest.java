package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.BatchSettings;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is due at once is labelled in bounded turns. Each call of the model takes 40 ms here. */
class TimeBudgetTest {

  private static final long START = 1_700_000_000_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final int BATCH = 8;

  /** Calls begin at 0, 40 and 80 ms of a turn of 100 ms. */
  private static final int CALLS_A_TURN = 3;

  private static final Duration LINGER = Duration.ofMillis(20);

  @TempDir Path state;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<ActivityLabel> labels = new ArrayList<>();
  private final Instant recordTime = Instant.ofEpochMilli(START / 1000);
  private long nanos;
  private int calls;
  private int largest;
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> input;
  private TestOutputTopic<String, ActivityLabel> output;

  @BeforeEach
  void open() {
    open(Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void wearersWhoFallSilentTogetherAreLabelledOverManyTurns() {
    int wearers = 400;
    for (int i = 0; i < wearers; i++) {
      publish(oneUnit("w" + i, START, 49));
    }
    assertThat(calls).isZero();
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    workUntilLabelled(wearers);

    assertThat(calls).isEqualTo(wearers / BATCH);
    assertThat(largest).isEqualTo(BATCH);
    assertThat(labels).extracting(ActivityLabel::getWearer).doesNotHaveDuplicates();
    assertThat(stored(LabelTopology.SAMPLES)).isZero();
    assertThat(stored(LabelTopology.NEXT_STARTS)).isEqualTo(wearers);
  }

  @Test
  void aRecordThatClosesManyOverlappingSegmentsClosesATurnOfThem() {
    driver.close();
    open(Duration.ofMillis(100));
    // The second reading is an hour behind the first: it closes all that hold a sample of that.
    publish(oneUnit("anna", START, 250));
    int before = calls;
    publish(oneUnit("anna", START + 3600 * SECOND, 1));
    assertThat(calls - before).isLessThanOrEqualTo(CALLS_A_TURN);
    // What the turn's time did not suffice for waits, whatever else is read.
    publish(oneUnit("berta", START, 1));
    assertThat(calls - before).isLessThanOrEqualTo(CALLS_A_TURN);
    workUntilLabelled(149);

    assertThat(labels).extracting(ActivityLabel::getWearer).containsOnly("anna");
    assertThat(labels)
        .extracting(ActivityLabel::getSegmentStart)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void nobodyWaitsForAllOfAnothersSegments() {
    driver.close();
    open(Duration.ofMillis(100));
    publish(oneUnit("anna", START, 250));
    publish(oneUnit("anna", START + 3600 * SECOND, 1));
    publish(oneUnit("berta", START, 125));
    publish(oneUnit("berta", START + 3600 * SECOND, 1));
    workUntilLabelled(149 + 99);

    assertThat(turnsOf("berta")).isLessThan(turnsOf("anna"));
    Map<String, Instant> newest = new HashMap<>();
    for (ActivityLabel label : labels) {
      Instant before = newest.put(label.getWearer(), label.getSegmentStart());
      assertThat(before == null || before.isBefore(label.getSegmentStart())).isTrue();
    }
  }

  private int turnsOf(String wearer) {
    int last = 0;
    for (int i = 0; i < labels.size(); i++) {
      last = labels.get(i).getWearer().equals(wearer) ? i : last;
    }
    return last;
  }

  @Test
  void whatWaitsForItsTurnIsStoredUntilItIsLabelled() {
    int wearers = 100;
    for (int i = 0; i < wearers; i++) {
      publish(oneUnit("w" + i, START, 125));
      publish(oneUnit("w" + i, START + 20 * SECOND, 1));
    }
    // The turn's time is used up, and the last batch not full: some are closed, more are due.
    take();
    assertThat(labels).hasSizeLessThan(wearers);
    assertThat(stored(LabelTopology.SAMPLES)).isEqualTo(2 * wearers - labels.size());
    workUntilLabelled(wearers);

    assertThat(labels).extracting(ActivityLabel::getWearer).doesNotHaveDuplicates();
    assertThat(stored(LabelTopology.SAMPLES)).isEqualTo(wearers);
  }

  @Test
  void storedWearersAreLookedAtAFewAtATime() {
    int wearers = 250;
    for (int i = 0; i < wearers; i++) {
      publish(oneUnit("w" + i, START, 125));
    }
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    workUntilLabelled(wearers);
    assertThat(counted()).isZero();
    driver.advanceWallClockTime(Duration.ofMinutes(1));
    driver.advanceWallClockTime(LINGER);
    assertThat(counted()).isEqualTo(wearers);

    driver.advanceWallClockTime(Duration.ofHours(2));
    driver.advanceWallClockTime(LINGER);
    assertThat(counted()).isZero();
    assertThat(stored(LabelTopology.NEXT_STARTS)).isZero();
  }

  private double counted() {
    return registry.get("kinetograph.wearers").gauge().value();
  }

  /** Lets turn follow turn; none may hold more calls than its time. */
  private void workUntilLabelled(int count) {
    take();
    for (int turns = 0; labels.size() < count && turns < count; turns++) {
      int before = calls;
      driver.advanceWallClockTime(LINGER);
      // One more for what of a batch is left when the time is used up.
      assertThat(calls - before).isLessThanOrEqualTo(CALLS_A_TURN + 1);
      take();
    }
    assertThat(labels).hasSize(count);
    driver.advanceWallClockTime(LINGER);
    take();
    assertThat(labels).hasSize(count);
  }

  private void take() {
    labels.addAll(output.readValuesToList());
  }

  private int stored(String store) {
    Set<Object> keys = new HashSet<>();
    try (var all = driver.getKeyValueStore(store).all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys.size();
  }

  private static AccelerometerReading oneUnit(String wearer, long start, int samples) {
    return Readings.reading(wearer, Unit.RIGHT_ARM, start, 40_000, new float[samples]);
  }

  private void publish(AccelerometerReading reading) {
    input.pipeInput(
        reading.getWearer().getBytes(UTF_8),
        TopicSerdes.accelerometerReading().serializer().serialize("in", reading),
        recordTime);
  }

  private void open(Duration hop) {
    driver = newDriver(hop);
    input = driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
    output =
        driver.createOutputTopic(
            "out", new StringDeserializer(), TopicSerdes.activityLabel().deserializer());
  }

  private TopologyTestDriver newDriver(Duration hop) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "turns");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    LabelTopology topology =
        new LabelTopology(
            new TopicSettings("in", "out", "dlq"),
            new ReadingSettings(Duration.ofHours(2), 500),
            new SegmentSettings(
                hop,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofMillis(200),
                0.01f,
                Set.of(BodyUnit.RIGHT_ARM, BodyUnit.TORSO),
                Set.of(BodyUnit.RIGHT_ARM)),
            new BatchSettings(BATCH, LINGER, Duration.ofMillis(100)),
            Slow::new,
            new StreamMetrics(registry),
            TopicSerdes.accelerometerReading(),
            TopicSerdes.activityLabel(),
            PartitionLiveness.alwaysThere(),
            () -> nanos);
    return new TopologyTestDriver(topology.build(), properties, recordTime);
  }

  private final class Slow implements SegmentClassifier {

    @Override
    public List<Classification> classify(List<Segment> segments) {
      calls++;
      largest = Math.max(largest, segments.size());
      nanos += Duration.ofMillis(40).toNanos();
      return segments.stream()
          .map(segment -> new Classification("a", 1f, Map.of("a", 1f), "slow"))
          .toList();
    }
  }
}
