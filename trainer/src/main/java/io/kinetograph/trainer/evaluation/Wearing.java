// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.imaging.mounting.Mounting;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.augment.SensorFaults;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A way in which wearers wear their units, simulated by changing recordings.
 *
 * @param mounting how the units are strapped on
 * @param units which are worn
 * @param sensorFaults whether the units have all faults of other makers' units
 */
record Wearing(SimulatedMounting mounting, WornUnits units, boolean sensorFaults) {

  /** Such as {@code any} or {@code any, torso-right-arm-right-leg, sensor-faults}. */
  String name() {
    return mounting
        + (units.equals(WornUnits.ALL) ? "" : ", " + units.name())
        + (sensorFaults ? ", sensor-faults" : "");
  }

  /** Whether another seed gives other segments. */
  boolean isRandom() {
    return sensorFaults || mounting.isRandom();
  }

  /** Whether nothing is changed. */
  boolean isAsRecorded() {
    return mounting == SimulatedMounting.AS_RECORDED
        && units.equals(WornUnits.ALL)
        && !sensorFaults;
  }

  /**
   * The segments of a data set, worn in this way. All segments of a wearer have the same mounting
   * and the same faults.
   *
   * @param seed another seed gives other mountings and faults
   * @return in the order of the data set
   */
  List<Segment> segments(DataSet data, long seed) {
    Map<Integer, Wearer> wearers = new HashMap<>();
    List<Segment> worn = new ArrayList<>();
    for (RecordedSegment recorded : data.segments()) {
      Wearer wearer =
          wearers.computeIfAbsent(recorded.id().subject(), number -> wearer(seed, number));
      Segment turned = wearer.mounting.turn(recorded.segment());
      worn.add(units.only(sensorFaults ? wearer.distort(turned) : turned));
    }
    return worn;
  }

  private Wearer wearer(long seed, int number) {
    return new Wearer(
        mounting.of(seed, number), SensorFaults.all(new SplittableRandom(31 * seed + number)));
  }

  private record Wearer(Mounting mounting, SensorFaults faults) {

    /** What faulty units would have measured: they are turned first, and measure then. */
    Segment distort(Segment segment) {
      float[] values = segment.toArray();
      faults.apply(values);
      return segment.withValues(values);
    }
  }
}
