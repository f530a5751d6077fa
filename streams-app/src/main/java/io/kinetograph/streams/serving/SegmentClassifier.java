// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.InferenceException;
import java.util.List;

/**
 * Classifies segments. Thread-safe. In production this is {@link ServingModel}, which can change
 * its model between two calls; tests use a lambda.
 */
@FunctionalInterface
public interface SegmentClassifier {

  /**
   * Classifies several segments in one call of the model.
   *
   * @param segments at least one
   * @return as many classifications, in the same order
   * @throws InferenceException if the model fails
   */
  List<Classification> classify(List<Segment> segments);
}
