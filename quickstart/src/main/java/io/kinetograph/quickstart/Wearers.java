package io.kinetograph.quickstart;

import io.kinetograph.quickstart.publish.Motion;
import io.kinetograph.quickstart.replay.Recordings;
import io.kinetograph.quickstart.simulate.ShippedMotion;
import io.kinetograph.quickstart.simulate.SimulatedWearer;
import io.kinetograph.recordings.motion.MotionTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who wears the wearables of a run. To be closed once the run has ended.
 *
 * @param motions one of each wearer
 * @param words who they are, for people
 * @param source what the motion is read from
 */
record Wearers(List<Motion> motions, String words, Closeable source) implements Closeable {

  Wearers {
    motions = List.copyOf(motions);
  }

  /**
   * Made-up wearers {@code wearer-1} to {@code wearer-N}.
   *
   * @param seed of what they do
   */
  static Wearers simulated(int count, long seed) {
    MotionTable table = ShippedMotion.table();
    List<Motion> motions =
        IntStream.rangeClosed(1, count)
            .<Motion>mapToObj(i -> new SimulatedWearer("wearer-" + i, table, 1_000 * seed + i))
            .toList();
    return new Wearers(motions, count + " simulated wearers", () -> {});
  }

  /**
   * Recorded wearers.
   *
   * @param subjects which; all if there are none
   * @throws IOException if there are no such recordings
   */
  static Wearers replayed(Path source, Collection<Integer> subjects) throws IOException {
    Recordings recordings = Recordings.open(source);
    try {
      List<Motion> motions = new ArrayList<>();
      int segments = 0;
      for (int subject : subjects.isEmpty() ? recordings.subjects() : subjects) {
        Motion motion = recordings.wearer(subject);
        motions.add(motion);
        segments += motion.segments();
      }
      String words = "%d recorded, %d segments".formatted(motions.size(), segments);
      return new Wearers(motions, words, recordings);
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
