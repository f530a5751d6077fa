// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a wearer does, or is said to do, from which time on. Used by one thread. */
final class Timeline {

  private final NavigableMap<Long, String> groups = new TreeMap<>();

  /**
   * A change to another group.
   *
   * @param atMicros when, in microseconds since the epoch
   * @param group the new one
   */
  record Change(long atMicros, String group) {}

  /** The wearer does this from now on, until the next call says otherwise. */
  void from(long startMicros, String group) {
    groups.put(startMicros, group);
  }

  /** The group at a time; empty before the first one. */
  String at(long micros) {
    Map.Entry<Long, String> entry = groups.floorEntry(micros);
    return entry == null ? "" : entry.getValue();
  }

  /** The changes in order of time. The start of the first group is none. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    String before = "";
    for (Map.Entry<Long, String> entry : groups.entrySet()) {
      if (!before.isEmpty() && !entry.getValue().equals(before)) {
        changes.add(new Change(entry.getKey(), entry.getValue()));
      }
      before = entry.getValue();
    }
    return changes;
  }
}
