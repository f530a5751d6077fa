// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import io.kinetograph.recordings.motion.MotionTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The wearers of a run. Close it when the run has ended.
 *
 * @param motions one for each wearer
 * @param description the wearers in words
 * @param source where recorded motion is read from
 */
public record WearerGroup(List<WearerMotion> motions, String description, Closeable source)
    implements Closeable {

  /** Copies the list. */
  public WearerGroup {
    motions = List.copyOf(motions);
  }

  /**
   * Simulated wearers {@code wearer-1} to {@code wearer-N}.
   *
   * @param seed of their motion
   * @param routine how they spend their time
   */
  public static WearerGroup simulated(int count, long seed, Routine routine) {
    MotionTable table = ShippedMotion.table();
    List<WearerMotion> motions =
        IntStream.rangeClosed(1, count)
            .<WearerMotion>mapToObj(
                i -> new SimulatedWearer("wearer-" + i, table, routine, 1_000 * seed + i))
            .toList();
    return new WearerGroup(motions, count + " simulated wearers", () -> {});
  }

  /**
   * Recorded wearers.
   *
   * @param source a zip or a folder
   * @param subjects which subjects; empty for all
   * @throws IOException if the recordings do not exist or cannot be read
   */
  public static WearerGroup replayed(Path source, Collection<Integer> subjects) throws IOException {
    ReplayedRecordings recordings = ReplayedRecordings.open(source);
    try {
      List<WearerMotion> motions = new ArrayList<>();
      int segments = 0;
      for (int subject : subjects.isEmpty() ? recordings.subjects() : subjects) {
        WearerMotion motion = recordings.wearer(subject);
        motions.add(motion);
        segments += motion.segments();
      }
      String description =
          String.format(Locale.ROOT, "%d recorded, %d segments", motions.size(), segments);
      return new WearerGroup(motions, description, recordings);
    } catch (IOException | RuntimeException e) {
      recordings.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
