// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.StreamMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * Plays a day to the app's own topology, without a broker, as fast as it goes: readings of one
 * second.
 */
final class DayReplay {

  private static final long SECOND = 1_000_000;
  private static final byte[] WEARER = {'a'};

  private final Settings settings;
  private final SegmentClassifier classifier;

  /**
   * @param settings of the app
   * @param classifier names the segments
   */
  DayReplay(Settings settings, SegmentClassifier classifier) {
    this.settings = settings;
    this.classifier = classifier;
  }

  /**
   * What the topology says about a day.
   *
   * @param labels the group of each label and when its segment starts, in order
   * @param episodes the group of each episode and when it starts, as known in the end; empty if the
   *     settings switch episodes off
   */
  record Said(List<Timeline.Change> labels, Optional<Timeline> episodes) {}

  /** Plays one day. */
  Said play(SplicedDay day, long startMicros) throws IOException {
    SampleMemory memory = new SampleMemory(1L << 30);
    LabelTopology topology =
        new LabelTopology(
            settings.topics(),
            settings.readings(),
            settings.segments(),
            settings.labels(),
            settings.episodes(),
            settings.batch(),
            () -> classifier,
            memory,
            new StreamMetrics(new SimpleMeterRegistry(), memory));
    Path state = Files.createTempDirectory("bench-days");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "days");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            topology.build(), properties, Instant.ofEpochMilli(startMicros / 1000))) {
      publish(driver, day, startMicros);
      // Closes the last segments.
      driver.advanceWallClockTime(settings.segments().idleTimeout().plus(Duration.ofMinutes(5)));
      return new Said(labels(driver), episodes(driver));
    } finally {
      Utils.delete(state.toFile());
    }
  }

  private void publish(TopologyTestDriver driver, SplicedDay day, long startMicros) {
    TestInputTopic<byte[], byte[]> readings =
        driver.createInputTopic(
            settings.topics().input(), new ByteArraySerializer(), new ByteArraySerializer());
    int second = Segment.SAMPLE_RATE_HZ;
    for (int first = 0; first + second <= day.samples(); first += second) {
      long at = startMicros + first * Segment.COLUMN_MICROS;
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      for (BodyUnit unit : BodyUnit.values()) {
        readings.pipeInput(WEARER, reading(day, unit, first, at), (at + SECOND) / 1000);
      }
    }
  }

  private static byte[] reading(SplicedDay day, BodyUnit unit, int first, long startMicros) {
    AccelerometerReading reading =
        AccelerometerReading.newBuilder()
            .setWearer("a")
            .setUnit(Unit.valueOf(unit.name()))
            .setStartedAt(Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS))
            .setSamplePeriodMicros((int) Segment.COLUMN_MICROS)
            .setX(FloatAxes.of(day.axis(unit.row(0), first, Segment.SAMPLE_RATE_HZ)))
            .setY(FloatAxes.of(day.axis(unit.row(1), first, Segment.SAMPLE_RATE_HZ)))
            .setZ(FloatAxes.of(day.axis(unit.row(2), first, Segment.SAMPLE_RATE_HZ)))
            .build();
    return TopicSerdes.accelerometerReading().serializer().serialize("", reading);
  }

  private List<Timeline.Change> labels(TopologyTestDriver driver) {
    List<Timeline.Change> labels = new ArrayList<>();
    for (byte[] value :
        driver
            .createOutputTopic(
                settings.topics().output(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())
            .readValuesToList()) {
      ActivityLabel label = TopicSerdes.activityLabel().deserializer().deserialize("", value);
      long start = ChronoUnit.MICROS.between(Instant.EPOCH, label.getSegmentStart());
      labels.add(new Timeline.Change(start, ActivityGroups.of(label.getActivity())));
    }
    return labels;
  }

  private Optional<Timeline> episodes(TopologyTestDriver driver) {
    String topic = settings.topics().episodes();
    if (topic == null) {
      return Optional.empty();
    }
    Timeline episodes = new Timeline();
    for (byte[] value :
        driver
            .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .readValuesToList()) {
      ActivityEpisode episode = TopicSerdes.activityEpisode().deserializer().deserialize("", value);
      episodes.from(
          ChronoUnit.MICROS.between(Instant.EPOCH, episode.getStart()), episode.getGroup());
    }
    return Optional.of(episodes);
  }
}
