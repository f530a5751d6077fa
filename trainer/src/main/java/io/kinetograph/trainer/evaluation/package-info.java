// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluation of classifiers on segments whose activity is known.
 *
 * <p>{@code Evaluation} has a {@code Prediction} for each segment, which {@code PredictionsCsv}
 * writes and reads, and sums them up in a {@code ConfusionMatrix}. {@code EvaluationMetrics} has
 * accuracy and loss for a validation set, and {@code WornUnits} hides units that are not worn.
 * {@code WearingEvaluation} evaluates by worn units and by {@code SimulatedMounting}: {@code
 * Wearing} changes the recordings. {@code Calibration} compares confidences with accuracy and fits
 * the temperature. {@code UnknownDetection} compares energies. {@code SpeedMeasurement} measures
 * model files beside each other.
 */
@NullMarked
package io.kinetograph.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
