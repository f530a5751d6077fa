// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

/**
 * How many transitions of the wearers were found by episodes.
 *
 * @param found transitions for which an episode of the right group began in time
 * @param all transitions that were long enough ago to be found
 * @param wrong episodes that began without a transition
 */
record TransitionScore(long found, long all, long wrong) {

  /** The sum of both. */
  TransitionScore plus(TransitionScore other) {
    return new TransitionScore(found + other.found, all + other.all, wrong + other.wrong);
  }
}
