// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The probability of each activity, in the order of their names. With the names shared, it needs a
 * tenth of a map's memory, and thousands of wearers have one each. Immutable.
 */
final class Probabilities extends AbstractMap<String, Float> {

  private final List<String> activities;
  private final float[] values;

  private Probabilities(List<String> activities, float[] values) {
    this.activities = activities;
    this.values = values;
  }

  /** A copy of a map. */
  static Probabilities of(Map<String, Float> map) {
    if (map instanceof Probabilities same) {
      return same;
    }
    Map<String, Float> sorted = new TreeMap<>(map);
    float[] values = new float[sorted.size()];
    int i = 0;
    for (float value : sorted.values()) {
      values[i++] = value;
    }
    return new Probabilities(List.copyOf(sorted.keySet()), values);
  }

  /** The activities in the order of their names. */
  List<String> activities() {
    return activities;
  }

  /** The same probabilities with an equal list of activities. */
  Probabilities withActivities(List<String> equal) {
    return new Probabilities(equal, values);
  }

  @Override
  public Set<Entry<String, Float>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Float>> iterator() {
        return IntStream.range(0, values.length)
            .mapToObj(i -> Map.entry(activities.get(i), values[i]))
            .iterator();
      }

      @Override
      public int size() {
        return values.length;
      }
    };
  }
}
