// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ReservedLabels;
import io.kinetograph.quickstart.wearer.AnnotatedSegment.Change;
import io.kinetograph.recordings.motion.AxisMotion;
import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.recordings.motion.Synthesis;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A simulated wearer, who goes from one bout of an {@link ActivitySchedule} to the next without
 * end. The same seed gives the same motion.
 */
final class SimulatedWearer implements WearerMotion {

  private final String wearer;
  private final MotionTable table;
  private final RandomGenerator random;
  private final ActivitySchedule schedule;

  private ActivitySchedule.Bout bout;
  private Synthesis synthesis;
  private UnitsOnTable onTable;

  /** Samples of the bout that were returned. */
  private int done;

  private int segments;

  /**
   * Creates a wearer.
   *
   * @param wearer the wearer's id
   * @param table how people move
   * @param routine how the wearer spends the time
   * @param seed of the wearer's activities and noise
   */
  SimulatedWearer(String wearer, MotionTable table, Routine routine, long seed) {
    this.wearer = wearer;
    this.table = table;
    // Without the split, neighboring seeds would give neighboring first numbers.
    SplittableRandom random = new SplittableRandom(seed).split();
    this.schedule = new ActivitySchedule(table.activities(), routine, seed, random.split());
    this.random = random;
    this.bout = schedule.next();
    this.synthesis = new Synthesis(motions(), random);
    this.onTable = new UnitsOnTable(bout.notWorn(), random);
  }

  @Override
  public String wearer() {
    return wearer;
  }

  @Override
  public int segments() {
    return 0;
  }

  @Override
  public AnnotatedSegment next() {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    Change change = null;
    int column = 0;
    while (column < Segment.COLUMNS) {
      if (done == bout.samples()) {
        change = begin(column);
      }
      int to = Math.min(Segment.COLUMNS, column + bout.samples() - done);
      synthesis.fill(values, column, to);
      onTable.fill(values, column, to);
      done += to - column;
      column = to;
    }
    segments++;
    return new AnnotatedSegment(truth(change), segments, values, change, unscored(change));
  }

  /** Begins the next bout at a column of the segment. */
  private Change begin(int column) {
    String before = bout.activity();
    bout = schedule.next();
    synthesis = new Synthesis(motions(), random);
    onTable = new UnitsOnTable(bout.notWorn(), random);
    done = 0;
    return new Change(before, bout.activity(), column);
  }

  private List<AxisMotion> motions() {
    return switch (bout.activity()) {
      // Units on a table need no motion of a body.
      case ReservedLabels.NOT_WORN -> table.of(table.activities().get(0));
      case ReservedLabels.UNKNOWN -> UnknownMotion.draw(random);
      default -> table.of(bout.activity());
    };
  }

  /** What the wearer did for most of the segment. */
  private String truth(@Nullable Change change) {
    return change != null && change.column() > Segment.COLUMNS / 2
        ? change.before()
        : bout.activity();
  }

  /** Why no label of the segment can be right; null if one can. */
  private @Nullable String unscored(@Nullable Change change) {
    if (change != null && change.column() > 0) {
      return "changes to " + change.after();
    }
    return bout.activity().equals(ReservedLabels.NOT_WORN)
            && done < ActivitySchedule.SAMPLES_UNTIL_NOT_WORN
        ? "just taken off"
        : null;
  }
}
