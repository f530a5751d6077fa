package io.kinetograph.trainer.crossvalidation;

/**
 * A segment that was named wrong.
 *
 * @param fold the fold it was kept back in
 * @param segment such as {@code a01/p1/s01}
 * @param activity what was done
 * @param named what it was taken for
 * @param confidence with which probability, from 0 to 1
 */
public record Misclassification(
    String fold, String segment, String activity, String named, double confidence) {}
