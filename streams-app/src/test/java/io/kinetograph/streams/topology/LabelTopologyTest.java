// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.LINGER;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batches, dead letters and what the topology keeps. */
class LabelTopologyTest {

  private final List<Integer> batchSizes = new ArrayList<>();

  @RegisterExtension
  private final TopologyHarness topology =
      new TopologyHarness(() -> new FingerprintClassifier(batchSizes));

  @Test
  void aClosedSegmentWaitsForOthersNoLongerThanTheLinger() {
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.publish(Readings.of("berta", START, 5, 25));
    assertThat(topology.labels()).isEmpty();
    topology.finishBatch();

    assertThat(topology.labels())
        .extracting(ActivityLabel::getWearer)
        .containsExactly("anna", "berta");
    assertThat(batchSizes).containsExactly(2);
  }

  @Test
  void theDelayOfALabelIncludesItsInference() {
    topology.wallClock =
        () -> topology.wallTime().plusSeconds(2L * batchSizes.size()).toEpochMilli();
    topology.reopen();
    topology.advance(Duration.ofSeconds(6));
    topology.publish(Readings.of("anna", START, 5, 25));
    topology.finishBatch();

    assertThat(batchSizes).as("a call of 2 s").containsExactly(1);
    assertThat(topology.labelDelay()).isEqualTo(Duration.ofSeconds(3).plus(LINGER));
  }

  @Test
  void aLongLingerDoesNotKeepSegmentsFromClosing() {
    topology.linger = Duration.ofSeconds(10);
    topology.batchSize = 1;
    AtomicLong nanos = new AtomicLong();
    // Each step takes longer than the time budget.
    topology.nanoClock = () -> nanos.addAndGet(Duration.ofMillis(110).toNanos());
    topology.reopen();
    for (int wearer = 0; wearer < 20; wearer++) {
      topology.publish(Readings.of("wearer-" + wearer, START, 5, 25));
    }
    for (int i = 0; i < 50; i++) {
      topology.advance(Duration.ofMillis(20));
    }

    assertThat(topology.labels()).hasSize(20);
  }

  @Test
  void aFullBatchDoesNotWait() {
    topology.batchSize = 2;
    topology.reopen();
    topology.publish(Readings.of("anna", START, 10, 25));

    assertThat(topology.labels()).hasSize(2);
  }

  @Test
  void anInvalidRecordBecomesADeadLetterAndNothingElseIsLost() {
    List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);
    topology.publish(readings.subList(0, 10));
    byte[] garbage = "garbage".getBytes(UTF_8);
    topology.publish("anna".getBytes(UTF_8), garbage);
    topology.publish(null, garbage);
    topology.publish(readings.subList(10, readings.size()));
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(1);
    assertThat(topology.readings("invalid")).isEqualTo(2);
    List<TestRecord<byte[], byte[]>> letters = topology.deadLetters();
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).key()).isEqualTo("anna".getBytes(UTF_8));
    assertThat(letters.get(0).value()).isEqualTo(garbage);
    assertThat(header(letters.get(0), DeadLetterHandler.FIELD_HEADER)).isEqualTo("value");
    assertThat(header(letters.get(0), DeadLetterHandler.MESSAGE_HEADER))
        .isEqualTo(
            "value is not Avro single-object encoding: starts with 0x"
                + HexFormat.of().formatHex(garbage));
    assertThat(header(letters.get(0), DeadLetterHandler.TOPIC_HEADER)).isEqualTo("in");
    assertThat(header(letters.get(0), DeadLetterHandler.PARTITION_HEADER)).isEqualTo("0");
    assertThat(header(letters.get(0), DeadLetterHandler.OFFSET_HEADER)).isEqualTo("10");
    assertThat(letters.get(1).key()).isNull();
    assertThat(header(letters.get(1), DeadLetterHandler.FIELD_HEADER)).isEqualTo("key");
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }

  @Test
  void duplicatesAreCountedAndTakeNoMemory() {
    topology.publish(Readings.of("anna", START, 2, 25));
    long bytes = topology.sampleBytes();
    for (int i = 0; i < 100; i++) {
      topology.publish(Readings.of("anna", START, 2, 25));
    }

    assertThat(topology.readings("accepted")).isEqualTo(10);
    assertThat(topology.readings("duplicate")).isEqualTo(1000);
    assertThat(topology.openSlices()).isEqualTo(1);
    assertThat(topology.sampleBytes()).isEqualTo(bytes);
  }

  @Test
  void aLabeledSegmentLeavesTheMemory() {
    topology.publish(Readings.of("anna", START, 5, 25));
    assertThat(topology.openSlices()).isEqualTo(1);
    topology.finishBatch();

    assertThat(topology.labels()).hasSize(1);
    assertThat(topology.openSlices()).isZero();
  }
}
