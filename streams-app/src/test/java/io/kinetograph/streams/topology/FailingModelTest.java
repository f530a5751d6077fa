// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.streams.serving.FailedBatchException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailingModelTest {

  @RegisterExtension
  private final TopologyHarness topology =
      new TopologyHarness(
          () ->
              segments -> {
                throw new IllegalStateException("out of GPU memory");
              });

  @Test
  void itsFailureNamesThePartitionAndTheSegment() {
    topology.publish(Readings.of("anna", START, 5, 25));

    assertThat(failureOfBatch())
        .hasMessage("the model failed on 1 segment of partition 0: 'anna' at 2023-11-14T22:13:20Z")
        .hasRootCauseMessage("out of GPU memory");
  }

  @Test
  void ofManySegmentsItNamesTheFirstThree() {
    for (String wearer : new String[] {"anna", "bert", "carl", "dora", "emil"}) {
      topology.publish(Readings.of(wearer, START, 5, 25));
    }

    assertThat(failureOfBatch())
        .hasMessage(
            "the model failed on 5 segments of partition 0: 'anna' at 2023-11-14T22:13:20Z, 'bert'"
                + " at 2023-11-14T22:13:20Z, 'carl' at 2023-11-14T22:13:20Z and 2 more");
  }

  private FailedBatchException failureOfBatch() {
    Throwable failure = catchThrowable(topology::finishBatch);
    return ExceptionUtils.throwableOfType(failure, FailedBatchException.class);
  }
}
