// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentFile;
import io.kinetograph.recordings.dataset.SegmentFiles;
import io.kinetograph.recordings.motion.RuleMadeMotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The recordings of one subject as long rows of samples, in one orientation of each unit. */
final class WearerRecordings {

  /** What the names of unknown motions begin with. */
  static final String UNKNOWN = "unknown, ";

  /** As long as the longest bout: 10 minutes. */
  private static final int MADE_SEGMENTS = 120;

  private WearerRecordings() {}

  /**
   * Reads them.
   *
   * @param source a zip or a folder in the layout of the data set
   * @param subject whose
   * @param turned whether each unit is in another orientation, drawn by the subject
   * @return 15 rows of samples by activity; empty if there is no such subject
   */
  static SortedMap<String, float[][]> read(Path source, int subject, boolean turned)
      throws IOException {
    List<Rotation> rotations = rotations(subject, turned);
    SortedMap<String, List<float[]>> segments = new TreeMap<>();
    try (SegmentFiles files = SegmentFiles.open(source)) {
      for (SegmentFile file : files.all()) {
        if (file.id().subject() == subject) {
          float[] values = file.read();
          for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
            rotations.get(unit).apply(values, BodyUnit.at(unit));
          }
          segments.computeIfAbsent(file.id().label(), label -> new ArrayList<>()).add(values);
        }
      }
    }
    SortedMap<String, float[][]> recordings = new TreeMap<>();
    segments.forEach((label, values) -> recordings.put(label, join(values)));
    return recordings;
  }

  /**
   * Motions that are none of the activities, by names that begin with {@link #UNKNOWN}. Each
   * segment is another draw, and no unit is turned.
   */
  static SortedMap<String, float[][]> unknown(long seed) {
    SortedMap<String, float[][]> made = new TreeMap<>();
    for (RuleMadeMotion motion : RuleMadeMotion.values()) {
      made.put(
          UNKNOWN + motion,
          join(motion.segments(MADE_SEGMENTS, seed).stream().map(Segment::toArray).toList()));
    }
    return made;
  }

  private static List<Rotation> rotations(int subject, boolean turned) {
    RandomGenerator random = new SplittableRandom(subject).split();
    List<Rotation> rotations = new ArrayList<>();
    for (int unit = 0; unit < BodyUnit.COUNT; unit++) {
      rotations.add(turned ? Rotation.any(random) : Rotation.NONE);
    }
    return rotations;
  }

  private static float[][] join(List<float[]> segments) {
    float[][] rows = new float[Segment.ROWS][segments.size() * Segment.COLUMNS];
    for (int i = 0; i < segments.size(); i++) {
      for (int row = 0; row < Segment.ROWS; row++) {
        System.arraycopy(
            segments.get(i),
            row * Segment.COLUMNS,
            rows[row],
            i * Segment.COLUMNS,
            Segment.COLUMNS);
      }
    }
    return rows;
  }
}
