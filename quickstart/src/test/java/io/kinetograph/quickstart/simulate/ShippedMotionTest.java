package io.kinetograph.quickstart.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.quickstart.publish.TrueSegment;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.streams.classify.ActivityModel;
import io.kinetograph.streams.classify.Classification;
import io.kinetograph.streams.classify.ModelDevice;
import io.kinetograph.streams.classify.ModelLoader;
import io.kinetograph.streams.classify.SegmentClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The motion that is shipped, and the model that is shipped to name it. */
class ShippedMotionTest {

  private static final int WEARERS = 20;
  private static final int SEGMENTS = 60;

  private final MotionTable table = ShippedMotion.table();

  @Test
  void isOfActivitiesThatTheModelKnows() throws Exception {
    try (ActivityModel model =
        new ModelLoader(ModelDevice.parse("cpu"), 64).load(Optional.empty())) {
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
        TrueSegment segment = wearer.next();
        truth.add(segment.truth());
        segments.add(Segment.measured(0, segment.toArray()));
      }
    }

    List<Classification> named;
    try (ActivityModel model =
            new ModelLoader(ModelDevice.parse("cpu"), 64).load(Optional.empty());
        SegmentClassifier classifier = model.newClassifier()) {
      named = classifier.classify(segments);
    }

    int right = 0;
    for (int i = 0; i < truth.size(); i++) {
      right += named.get(i).activity().equals(truth.get(i)) ? 1 : 0;
    }
    assertThat((double) right / truth.size()).isGreaterThanOrEqualTo(0.9);
  }
}
