// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What came of the segments that were expected.
 *
 * @param segments that were published
 * @param labels that a read_committed consumer saw
 * @param losses segments without a label
 * @param repeats labels beyond the first of a segment
 * @param wrong labels of segments that were not published, or with unexpected values
 * @param disordered labels of a segment before one that was labeled earlier
 * @param examples of the faults
 */
record Result(
    int segments,
    int labels,
    int losses,
    int repeats,
    int wrong,
    int disordered,
    List<String> examples) {

  private record Segment(String wearer, long startMillis) {}

  static Result of(
      Collection<ExpectedLabel> expectations, List<ConsumerRecord<byte[], byte[]>> records) {
    Map<Segment, ExpectedLabel> expected = new HashMap<>();
    expectations.forEach(e -> expected.put(new Segment(e.wearer(), e.startMillis()), e));
    Map<String, Long> newest = new HashMap<>();
    Set<Segment> seen = new HashSet<>();
    List<String> examples = new ArrayList<>();
    int repeats = 0;
    int wrong = 0;
    int disordered = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ActivityLabel label =
          TopicSerdes.activityLabel().deserializer().deserialize(record.topic(), record.value());
      long start = label.getSegmentStart().toEpochMilli();
      Segment segment = new Segment(label.getWearer(), start);
      ExpectedLabel right = expected.get(segment);
      boolean keyed = label.getWearer().equals(new String(record.key(), StandardCharsets.UTF_8));
      if (!seen.add(segment)) {
        repeats++;
        examples.add("again: " + record.partition() + "@" + record.offset() + " " + label);
      }
      if (!keyed || right == null || !right.isSaidBy(label)) {
        wrong++;
        examples.add("wrong: " + label + " instead of " + right);
      }
      Long before = newest.put(label.getWearer(), start);
      if (before != null && before > start) {
        disordered++;
        examples.add("in disorder: " + label + " behind " + before);
      }
    }
    int losses = 0;
    for (Map.Entry<Segment, ExpectedLabel> entry : expected.entrySet()) {
      if (!seen.contains(entry.getKey())) {
        losses++;
        examples.add("lost: " + entry.getValue());
      }
    }
    return new Result(
        expected.size(),
        records.size(),
        losses,
        repeats,
        wrong,
        disordered,
        examples.subList(0, Math.min(10, examples.size())));
  }

  /** Whether every segment has the right label, once and in order. */
  boolean isExactlyOnce() {
    return labels == segments && losses + repeats + wrong + disordered == 0;
  }

  /** The figures, for a line. */
  String figures() {
    return String.format(
        Locale.ROOT,
        "segments=%d labels=%d losses=%d repeats=%d wrong=%d disordered=%d",
        segments,
        labels,
        losses,
        repeats,
        wrong,
        disordered);
  }
}
