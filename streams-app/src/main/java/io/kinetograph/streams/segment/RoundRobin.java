// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tracked wearers of a task, by id and in round-robin order. A round visits each of them once
 * and can be continued at any time where it stopped, so however short the steps are, every wearer
 * is visited.
 */
final class RoundRobin {

  private final Map<String, TrackedWearer> byId = new HashMap<>();
  private final List<TrackedWearer> order = new ArrayList<>();
  private int position;
  private int remaining;

  /** The tracked wearer with an id; a new one is created and added if there is none. */
  TrackedWearer getOrAdd(String id, Function<String, TrackedWearer> factory) {
    TrackedWearer known = byId.get(id);
    if (known != null) {
      return known;
    }
    TrackedWearer added = factory.apply(id);
    byId.put(id, added);
    order.add(added);
    return added;
  }

  /** The tracked wearer with an id, or null. */
  @Nullable TrackedWearer get(String id) {
    return byId.get(id);
  }

  boolean contains(String id) {
    return byId.containsKey(id);
  }

  /** Starts a round over all wearers that are tracked now. */
  void startRound() {
    remaining = order.size();
  }

  boolean isRoundOver() {
    return remaining == 0;
  }

  /** The next wearer of the round, or null if it is over. */
  @Nullable TrackedWearer next() {
    if (remaining == 0) {
      return null;
    }
    remaining--;
    position = position < order.size() ? position : 0;
    return order.get(position++);
  }

  /** Removes the wearer that {@link #next} returned last. */
  void removeCurrent() {
    position--;
    byId.remove(order.get(position).id());
    // The last one takes the free place and is visited next. A round that did not begin at the
    // start may skip one; the next round visits it first.
    TrackedWearer last = order.remove(order.size() - 1);
    if (position < order.size()) {
      order.set(position, last);
    }
    remaining = Math.min(remaining, order.size());
  }
}
