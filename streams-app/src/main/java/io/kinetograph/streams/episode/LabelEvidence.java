// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.streams.serving.Classification;

/**
 * How probable a label is if the wearer does an activity, something unknown, or wears nothing: up
 * to a factor, which does not matter.
 *
 * <p>The threshold of the model card is made for one unknown label in twenty of known activities,
 * and such labels come in a row, so that each counts ten to one only. A unit that is not worn has
 * lain still for a while, which no body does.
 */
final class LabelEvidence {

  private static final double UNKNOWN_IF_KNOWN = 0.1;
  private static final double KNOWN_IF_UNKNOWN = 0.02;
  private static final double WRONG_ABOUT_WORN = 0.001;

  private LabelEvidence() {}

  /** By state, all above 0. */
  static double[] of(ActivityStates states, LabelStatus status, Classification classification) {
    double known =
        switch (status) {
          case KNOWN -> 1;
          case UNKNOWN -> UNKNOWN_IF_KNOWN;
          case NOT_WORN -> WRONG_ABOUT_WORN;
        };
    double[] evidence = new double[states.count()];
    for (int activity = 0; activity < states.unknown(); activity++) {
      evidence[activity] = Math.max(known * classification.probability(activity), Float.MIN_NORMAL);
    }
    evidence[states.unknown()] =
        switch (status) {
          case KNOWN -> KNOWN_IF_UNKNOWN;
          case UNKNOWN -> 1;
          case NOT_WORN -> WRONG_ABOUT_WORN;
        };
    evidence[states.notWorn()] = status == LabelStatus.NOT_WORN ? 1 : WRONG_ABOUT_WORN;
    return evidence;
  }
}
