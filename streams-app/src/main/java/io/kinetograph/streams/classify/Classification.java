package io.kinetograph.streams.classify;

import java.util.Map;

/**
 * What a model says of a segment.
 *
 * @param activity the most probable activity
 * @param confidence its probability, 0 to 1
 * @param probabilities of every activity the model knows; they sum to 1
 * @param model the model's version
 */
public record Classification(
    String activity, float confidence, Map<String, Float> probabilities, String model) {}
