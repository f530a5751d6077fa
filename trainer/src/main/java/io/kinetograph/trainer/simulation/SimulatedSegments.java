package io.kinetograph.trainer.simulation;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.motion.AxisMotion;
import io.kinetograph.recordings.motion.Synthesis;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Segments as a simulated wearable would send them, for the model to name. */
final class SimulatedSegments {

  private SimulatedSegments() {}

  /**
   * The first segments of an activity, one after another.
   *
   * @param motions 15, in the order of a segment's rows
   * @param count how many segments
   * @param seed of the noise
   */
  static List<Segment> of(List<AxisMotion> motions, int count, long seed) {
    Synthesis synthesis = new Synthesis(motions, new SplittableRandom(seed));
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(Segment.measured(i * Segment.LENGTH_MICROS, synthesis.next()));
    }
    return segments;
  }
}
