// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.streams.serving.ModelService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The motion that is shipped, and the model that is shipped to name it. */
class ShippedMotionTest {

  private static final int WEARERS = 20;
  private static final int SEGMENTS = 60;

  private final MotionTable table = ShippedMotion.table();

  @Test
  void isOfActivitiesThatTheModelKnows() throws Exception {
    try (LogitsModel model = shippedModel()) {
      assertThat(model.card().labels()).containsAll(table.activities());
      assertThat(table.activities()).hasSize(19);
    }
  }

  @Test
  void isNamedRightAtLeastNineTimesInTen() throws Exception {
    List<String> truth = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < WEARERS; i++) {
      SimulatedWearer wearer = new SimulatedWearer("wearer-" + i, table, i);
      for (int j = 0; j < SEGMENTS; j++) {
        AnnotatedSegment segment = wearer.next();
        truth.add(segment.truth());
        segments.add(Segment.measured(0, segment.toArray()));
      }
    }

    List<float[]> logits;
    List<String> labels;
    try (LogitsModel model = shippedModel()) {
      logits = model.logits(model.render(segments));
      labels = model.card().labels();
    }

    int right = 0;
    for (int i = 0; i < truth.size(); i++) {
      right += labels.get(Logits.argMax(logits.get(i))).equals(truth.get(i)) ? 1 : 0;
    }
    assertThat((double) right / truth.size()).isGreaterThanOrEqualTo(0.9);
  }

  private static LogitsModel shippedModel() throws InvalidModelException {
    return new ModelLoader(ModelDevice.CPU, 64).load(ModelService.shippedModel());
  }
}
