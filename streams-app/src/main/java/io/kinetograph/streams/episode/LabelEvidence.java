// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.episode;

import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.streams.serving.Classification;
import java.util.Arrays;

/**
 * How probable a label is if the wearer does an activity, something unknown, or wears nothing: up
 * to a factor, which does not matter.
 *
 * <p>For an activity, that is its probability by the model times the number of activities, because
 * all were about equally frequent in training (Bayes' rule). So a label whose probabilities are all
 * the same counts for or against unknown by its status alone. The surer the model is of an
 * activity, the less an unknown label counts for unknown.
 *
 * <p>The threshold of the model card is made for one unknown label in fifty of known activities,
 * but such labels come in a row, so that each counts ten to one only. A unit that is not worn has
 * lain still for a while, which no body does.
 */
final class LabelEvidence {

  private static final double UNKNOWN_IF_KNOWN = 0.1;
  private static final double KNOWN_IF_UNKNOWN = 0.2;
  private static final double WRONG_ABOUT_WORN = 0.001;

  private LabelEvidence() {}

  /** By state, all above 0. */
  static double[] of(ActivityStates states, LabelStatus status, Classification classification) {
    double[] evidence = new double[states.count()];
    if (status == LabelStatus.NOT_WORN) {
      // What the model says of furniture means nothing.
      Arrays.fill(evidence, WRONG_ABOUT_WORN);
      evidence[states.notWorn()] = 1;
      return evidence;
    }
    int activities = states.unknown();
    double known = status == LabelStatus.KNOWN ? 1 : UNKNOWN_IF_KNOWN;
    for (int activity = 0; activity < activities; activity++) {
      evidence[activity] =
          Math.max(known * activities * classification.probability(activity), Float.MIN_NORMAL);
    }
    evidence[states.unknown()] = status == LabelStatus.KNOWN ? KNOWN_IF_UNKNOWN : 1;
    evidence[states.notWorn()] = WRONG_ABOUT_WORN;
    return evidence;
  }
}
