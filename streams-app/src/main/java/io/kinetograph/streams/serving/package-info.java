// SPDX-License-Identifier: Apache-2.0
/**
 * Serves the model to the topology and replaces it while it serves.
 *
 * <p>{@link io.kinetograph.streams.serving.ModelService} loads the model at the start and gives the
 * topology one thread-safe {@link io.kinetograph.streams.serving.SegmentClassifier}: {@code
 * ServingModel}, which renders segments, runs the model and names the activity. {@code
 * ModelFileWatch} looks at the model file; it swaps a new model in between two batches, or rejects
 * the file and keeps the old model. {@code ModelMetrics} reports which model serves. How a model is
 * checked and run is in {@code io.kinetograph.inference}.
 */
@NullMarked
package io.kinetograph.streams.serving;

import org.jspecify.annotations.NullMarked;
