// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

import java.util.HashMap;
import java.util.Map;

/**
 * One copy of each name. Hundreds of thousands of records have the same few names of activities,
 * groups and models, and each record comes with copies of its own. Not thread-safe.
 */
public final class SharedNames {

  /** Names are input: without a bound, a stream of invented names would fill the memory. */
  private static final int MAX_NAMES = 1_000;

  private final Map<String, String> names = new HashMap<>();

  /** The same name, and the same object for each name, unless there are very many names. */
  public String of(String name) {
    if (names.size() > MAX_NAMES) {
      names.clear();
    }
    return names.computeIfAbsent(name, same -> same);
  }
}
