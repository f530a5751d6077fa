// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchedClassifierTest {

  @Test
  void givesTheSameLogitsAndReportsProgress() {
    List<Segment> segments =
        IntStream.range(0, 150)
            .mapToObj(i -> Segment.measured(i, new float[Segment.ROWS * Segment.COLUMNS]))
            .toList();
    List<Integer> told = new ArrayList<>();
    Classifier watched = new WatchedClassifier(new ByStart(), told::add);

    assertThat(watched.labels()).containsExactly("even", "odd");
    assertThat(watched.logits(segments)).isDeepEqualTo(new ByStart().logits(segments));
    assertThat(told).containsExactly(64, 64, 22);
  }

  /** Knows a segment by when it starts. */
  private static final class ByStart implements Classifier {

    @Override
    public List<String> labels() {
      return List.of("even", "odd");
    }

    @Override
    public float[][] batchLogits(List<Segment> segments) {
      return segments.stream()
          .map(segment -> new float[] {segment.startMicros(), segment.startMicros() % 2})
          .toArray(float[][]::new);
    }
  }
}
