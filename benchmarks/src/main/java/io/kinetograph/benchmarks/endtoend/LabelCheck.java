// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.endtoend.LabelReader.Arrival;
import io.kinetograph.benchmarks.peers.Corpus;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;
import org.apache.kafka.common.serialization.Deserializer;

/** Checks that every segment has one label, and that it is the model's on the same samples. */
final class LabelCheck {

  /** Batches of different sizes differ by rounding. */
  private static final double TOLERANCE = 0.01;

  private static final int BATCH = 64;

  private final Corpus corpus;
  private final LogitsModel model;
  private final Deserializer<ActivityLabel> deserializer =
      TopicSerdes.activityLabel().deserializer();

  /** Probabilities by motion and index of the segment's first sample. */
  private final Map<Place, double[]> expected = new HashMap<>();

  private record Place(int motion, int index) {}

  private record Key(int wearer, long startMillis) {}

  /** Numbers of labels; wrong are also those that should not exist. */
  record Outcome(long expected, long missing, long repeated, long wrong) {}

  LabelCheck(Corpus corpus, LogitsModel model) {
    this.corpus = corpus;
    this.model = model;
  }

  /**
   * Checks the labels of all segments that lie in a stretch of time.
   *
   * @param wearers how many there are in the segment of the epoch's grid that begins at a time in
   *     microseconds
   * @param aligned whether all segments lie on the epoch's grid; otherwise each wearer's grid is
   *     where their labels are
   */
  Outcome check(
      List<Arrival> arrivals,
      long fromMicros,
      long toMicros,
      LongToIntFunction wearers,
      boolean aligned) {
    Map<Key, ActivityLabel> labels = new HashMap<>();
    Map<Integer, Long> shifts = new HashMap<>();
    long repeated = 0;
    long wrong = 0;
    for (Arrival arrival : arrivals) {
      ActivityLabel label = deserializer.deserialize("", arrival.value().get());
      int wearer = ReadingPublisher.number(label.getWearer());
      if (wearer < 0) {
        wrong++;
        continue;
      }
      Key key = new Key(wearer, label.getSegmentStart().toEpochMilli());
      if (labels.put(key, label) != null) {
        repeated++;
      }
      if (!aligned) {
        shifts.putIfAbsent(
            key.wearer(), Math.floorMod(1000 * key.startMillis(), Segment.LENGTH_MICROS));
      }
    }
    List<Key> due = due(fromMicros, toMicros, wearers, shifts);
    classify(due);
    long missing = 0;
    for (Key key : due) {
      ActivityLabel label = labels.remove(key);
      if (label == null) {
        missing++;
      } else if (!isRight(label, place(key))) {
        wrong++;
      }
    }
    for (Key left : labels.keySet()) {
      long start = 1000 * left.startMillis();
      boolean isMeasured = start >= fromMicros && start + Segment.LENGTH_MICROS <= toMicros;
      if (isMeasured && (aligned || !isPartlyPresent(left.wearer(), start, wearers))) {
        wrong++;
      }
    }
    return new Outcome(due.size(), missing, repeated, wrong);
  }

  /** Whether the wearer comes or goes in a segment of a shifted grid, which may have a label. */
  private static boolean isPartlyPresent(int wearer, long startMicros, LongToIntFunction wearers) {
    long grid = startMicros - Math.floorMod(startMicros, Segment.LENGTH_MICROS);
    boolean isPresentBefore = wearer < wearers.applyAsInt(grid);
    boolean isPresentAfter = wearer < wearers.applyAsInt(grid + Segment.LENGTH_MICROS);
    return isPresentBefore != isPresentAfter;
  }

  private static List<Key> due(
      long fromMicros, long toMicros, LongToIntFunction wearers, Map<Integer, Long> shifts) {
    List<Key> due = new ArrayList<>();
    for (long grid = fromMicros; grid < toMicros; grid += Segment.LENGTH_MICROS) {
      int present = wearers.applyAsInt(grid);
      int after = wearers.applyAsInt(grid + Segment.LENGTH_MICROS);
      for (int wearer = 0; wearer < present; wearer++) {
        long start = grid + shifts.getOrDefault(wearer, 0L);
        // A shifted segment needs the wearer in two segments of the epoch's grid.
        if (start == grid || (wearer < after && start + Segment.LENGTH_MICROS <= toMicros)) {
          due.add(new Key(wearer, start / 1000));
        }
      }
    }
    return due;
  }

  private static Place place(Key key) {
    return new Place(key.wearer() % Corpus.MOTIONS, Corpus.index(1000 * key.startMillis()));
  }

  private void classify(List<Key> due) {
    List<Place> unknown =
        due.stream()
            .map(LabelCheck::place)
            .distinct()
            .filter(place -> !expected.containsKey(place))
            .toList();
    for (int from = 0; from < unknown.size(); from += BATCH) {
      List<Place> batch = unknown.subList(from, Math.min(unknown.size(), from + BATCH));
      List<float[]> logits =
          model.logits(
              model.render(
                  batch.stream().map(p -> corpus.segment(p.motion(), p.index())).toList()));
      for (int i = 0; i < batch.size(); i++) {
        expected.put(batch.get(i), Logits.softmax(logits.get(i), model.card().temperature()));
      }
    }
  }

  /** The activity is as probable as said, and no other is clearly more so. */
  private boolean isRight(ActivityLabel label, Place place) {
    double[] shares = expected.getOrDefault(place, new double[0]);
    // Not all peers fill in the second.
    String best = label.getBestActivity().isEmpty() ? label.getActivity() : label.getBestActivity();
    int named = model.card().labels().indexOf(best);
    if (named < 0 || label.getCoverage() < 1) {
      return false;
    }
    for (double share : shares) {
      if (share > shares[named] + TOLERANCE) {
        return false;
      }
    }
    return Math.abs(shares[named] - label.getConfidence()) <= TOLERANCE;
  }
}
