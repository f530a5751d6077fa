// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

/**
 * The search for the largest number of wearers within a limit: doubles the number until it is
 * beyond the limit, then halves the interval.
 */
final class WearerSearch {

  private final int most;
  private int within;
  private int beyond;
  private int next;

  /**
   * Starts a search.
   *
   * @param first number to try
   * @param most the largest number to try
   * @throws IllegalArgumentException if {@code first} is not in the range from 1 to {@code most}
   */
  WearerSearch(int first, int most) {
    if (first < 1 || first > most) {
      throw new IllegalArgumentException(first + " is not in the range from 1 to " + most);
    }
    this.most = most;
    this.beyond = most + 1;
    this.next = first;
  }

  /** Whether there is a number left to try. */
  boolean hasNext() {
    return next > within && next < beyond;
  }

  /** The number to try. */
  int next() {
    return next;
  }

  /** Takes note of whether {@link #next} is within the limit. */
  void tried(boolean isWithin) {
    if (isWithin) {
      within = next;
    } else {
      beyond = next;
    }
    next = beyond > most ? Math.min(most, 2 * within) : halfway();
  }

  /**
   * Halfway. Once the interval is at most a tenth, the number that was within the limit: this ends
   * the search.
   */
  private int halfway() {
    return beyond - within <= Math.max(1, within / 10) ? within : (within + beyond) / 2;
  }

  /** The largest number that was within the limit; 0 if none was. */
  int found() {
    return within;
  }
}
