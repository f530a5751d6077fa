// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Readings of one unit for the same instants with different values: the smaller ones are kept,
 * whichever came first, so that the order of arrival does not change a label.
 */
class ConflictingReadingsTest {

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  @Test
  void theSmallerReadingIsKeptWhicheverCameFirst() {
    List<AccelerometerReading> smaller = Readings.of("anna", START, 5, 25);
    List<AccelerometerReading> larger = larger(smaller);

    String alone = labelOf(smaller);

    assertThat(labelOf(larger)).isNotEqualTo(alone);
    assertThat(labelOf(larger.subList(0, 1), smaller)).isEqualTo(alone);
    assertThat(labelOf(smaller.subList(0, 1), larger.subList(0, 1), smaller)).isEqualTo(alone);
    assertThat(labelOf(smaller.subList(0, 24), larger.subList(0, 24), smaller)).isEqualTo(alone);
  }

  @Test
  void theSmallerReadingIsKeptWhenItIsReadAgain() {
    List<AccelerometerReading> smaller = Readings.of("anna", START, 5, 25);
    String alone = labelOf(smaller);

    topology.reopen();
    topology.publish(larger(smaller).subList(0, 3));
    topology.publish(smaller.subList(0, 3));
    topology.restart();
    topology.advance(Duration.ofMillis(500));
    topology.publish(larger(smaller).subList(0, 3));
    topology.publish(smaller.subList(3, smaller.size()));
    topology.finishBatch();

    assertThat(topology.labels()).singleElement().extracting(l -> l.getActivity()).isEqualTo(alone);
  }

  /** The same instants with larger values of x, which decides. */
  private static List<AccelerometerReading> larger(List<AccelerometerReading> readings) {
    List<AccelerometerReading> larger = new ArrayList<>();
    for (AccelerometerReading reading : readings) {
      float[] x = FloatAxes.toArray(reading.getX()).clone();
      for (int i = 0; i < x.length; i++) {
        x[i] += 1;
      }
      larger.add(
          Readings.reading(
              reading.getWearer(),
              reading.getUnit(),
              ChronoUnit.MICROS.between(Instant.EPOCH, reading.getStartedAt()),
              reading.getSamplePeriodMicros(),
              x));
    }
    return larger;
  }

  @SafeVarargs
  private String labelOf(List<AccelerometerReading>... readings) {
    topology.reopen();
    for (List<AccelerometerReading> some : readings) {
      topology.publish(some);
    }
    topology.finishBatch();
    return topology.labels().get(0).getActivity();
  }
}
