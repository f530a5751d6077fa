// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.ActivityLabel;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Labels and dead letters that are known to be too large. */
class RefusedLabelTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  @Test
  void aLabelThatIsTooLargeBecomesADeadLetterAndTheOthersAreWritten() {
    String longName = "w".repeat(1_000);
    limit(2_000);
    topology.publish(Readings.of(longName, TopologyHarness.START, 5, 25));
    topology.publish(Readings.of("anna", TopologyHarness.START, 5, 25));
    topology.finishBatch();

    assertThat(topology.labels()).extracting(ActivityLabel::getWearer).containsExactly("anna");
    List<TestRecord<byte[], byte[]>> letters = topology.deadLetters();
    assertThat(letters).hasSize(1);
    TestRecord<byte[], byte[]> letter = letters.get(0);
    assertThat(new String(letter.key(), UTF_8)).isEqualTo(longName);
    assertThat(letter.value()).as("it would be too large, too").isNull();
    assertThat(header(letter, DeadLetterHandler.MESSAGE_HEADER))
        .contains("the segment from 2023-11-14T22:13:20Z")
        .contains("topic 'out' (setting output.topic) accepts records of at most 2000 bytes");
    assertThat(header(letter, DeadLetterHandler.TOPIC_HEADER)).isEqualTo("out");
    assertThat(header(letter, DeadLetterHandler.FIELD_HEADER)).isEqualTo("label");
    assertThat(header(letter, DeadLetterHandler.LEFT_OUT_HEADER)).startsWith("value of ");
    assertThat(topology.segments("refused")).isEqualTo(1);
    assertThat(topology.segments("labeled")).isEqualTo(1);
  }

  @Test
  void aRefusedLabelIsNotMadeAgain() {
    limit(600);
    topology.publish(Readings.of("w".repeat(300), TopologyHarness.START, 5, 25));
    topology.finishBatch();
    assertThat(topology.segments("refused")).isEqualTo(1);
    assertThat(topology.openSlices()).isZero();

    topology.restart();
    topology.finishBatch();
    assertThat(topology.segments("refused")).isEqualTo(1);
  }

  @Test
  void aRefusedLabelIsSetAsideAndNoOther() throws Exception {
    topology.publish(Readings.of("anna", TopologyHarness.START, 15, 25));
    topology.finishBatch();
    List<TestRecord<byte[], byte[]>> written = topology.written("out");

    topology.crashByRefusal("out", written.subList(1, 2));
    topology.finishBatch();

    assertThat(topology.written("out"))
        .extracting(TestRecord::value)
        .containsExactly(written.get(0).value(), written.get(2).value());
    assertThat(topology.deadLetters())
        .extracting(TestRecord::value)
        .containsExactly(written.get(1).value());
  }

  @Test
  void aRefusedDeadLetterIsLostAndNoOther() throws Exception {
    topology.publish("anna".getBytes(UTF_8), new byte[600]);
    topology.publish("anna".getBytes(UTF_8), new byte[600]);
    topology.publish("anna".getBytes(UTF_8), new byte[600]);
    List<TestRecord<byte[], byte[]>> written = topology.deadLetters();

    topology.crashByRefusal("dlq", written.subList(1, 2));

    assertThat(topology.deadLetters())
        .extracting(letter -> header(letter, DeadLetterHandler.OFFSET_HEADER))
        .containsExactly("0", "2");
    assertThat(topology.value("kinetograph.dead.letters.lost")).isEqualTo(1);
  }

  @Test
  void aDeadLetterIsAsCompleteAsItsTopicAllows() {
    byte[] garbage = new byte[600];
    byte[] longKey = "w".repeat(500).getBytes(UTF_8);

    assertThat(letter(1_200, "anna".getBytes(UTF_8), garbage).value()).isEqualTo(garbage);

    TestRecord<byte[], byte[]> withoutValue = letter(700, "anna".getBytes(UTF_8), garbage);
    assertThat(withoutValue.key()).isEqualTo("anna".getBytes(UTF_8));
    assertThat(withoutValue.value()).isNull();
    assertThat(header(withoutValue, DeadLetterHandler.LEFT_OUT_HEADER))
        .isEqualTo("value of 600 bytes, 0 headers");

    TestRecord<byte[], byte[]> withoutKey = letter(700, longKey, garbage);
    assertThat(withoutKey.key()).isNull();
    assertThat(header(withoutKey, DeadLetterHandler.LEFT_OUT_HEADER))
        .isEqualTo("key of 500 bytes, value of 600 bytes, 0 headers");
  }

  private TestRecord<byte[], byte[]> letter(int limit, byte[] key, byte[] value) {
    limit(limit);
    topology.publish(key, value);
    List<TestRecord<byte[], byte[]>> letters = topology.deadLetters();
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  @Test
  void aDeadLetterThatItsTopicRefusesWhateverIsLeftOutStopsNothing() {
    limit(100);
    topology.publish("anna".getBytes(UTF_8), new byte[600]);
    topology.publish("anna".getBytes(UTF_8), new byte[600]);

    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.readings("invalid")).isEqualTo(2);
    assertThat(topology.value("kinetograph.dead.letters.lost")).isEqualTo(2);
  }

  private void limit(int bytes) {
    topology.kafka = Map.of("max.request.size", Integer.toString(bytes));
    topology.reopen();
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
