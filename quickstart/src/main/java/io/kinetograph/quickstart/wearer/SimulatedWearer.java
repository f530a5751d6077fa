// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.recordings.motion.MotionTable;
import io.kinetograph.recordings.motion.Synthesis;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A simulated wearer, who goes from one activity to the next without end, 20 to 40 s each.
 * Activities change between segments, so each segment has one ground truth. The same seed gives the
 * same motion.
 */
final class SimulatedWearer implements WearerMotion {

  private static final int SHORTEST_STAY = 4;
  private static final int LONGEST_STAY = 8;

  private final String wearer;
  private final MotionTable table;
  private final RandomGenerator random;

  private String activity;
  private Synthesis synthesis;
  private int segment;
  private int stay;

  /**
   * Creates a wearer.
   *
   * @param wearer the wearer's id
   * @param table how people move
   * @param seed of the wearer's activities and noise
   */
  public SimulatedWearer(String wearer, MotionTable table, long seed) {
    this.wearer = wearer;
    this.table = table;
    // Without the split, neighboring seeds would give neighboring first numbers.
    this.random = new SplittableRandom(seed).split();
    this.activity = another("");
    this.synthesis = new Synthesis(table.of(activity), random);
    this.stay = stay();
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
    if (segment == stay) {
      activity = another(activity);
      synthesis = new Synthesis(table.of(activity), random);
      segment = 0;
      stay = stay();
    }
    segment++;
    return new AnnotatedSegment(activity, segment, synthesis.next());
  }

  private String another(String before) {
    List<String> others =
        table.activities().stream().filter(other -> !other.equals(before)).toList();
    List<String> choice = others.isEmpty() ? table.activities() : others;
    return choice.get(random.nextInt(choice.size()));
  }

  private int stay() {
    return random.nextInt(SHORTEST_STAY, LONGEST_STAY + 1);
  }
}
