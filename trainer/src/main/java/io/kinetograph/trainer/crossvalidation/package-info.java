// SPDX-License-Identifier: Apache-2.0
/**
 * Cross-validation: how well a way of training classifies segments that it has not seen.
 *
 * <p>A {@code Protocol} says which test sets there are, a {@code CrossValidationPlan} combines them
 * with seeds, and {@code CrossValidation} lets a {@code FoldTrainer} train and evaluate each fold
 * in its {@code FoldFolder}, with {@code WearingFigures} by worn units and by mounting. {@code
 * ResultsAggregation} computes {@code CrossValidationResults} from all finished folds, with the
 * {@code CalibrationResults} of left-out wearers or the {@code UnknownResults} of left-out
 * activities; {@code ResultsText}, {@code ResultsFiles} and {@code ConfusionChart} show them.
 */
@NullMarked
package io.kinetograph.trainer.crossvalidation;

import org.jspecify.annotations.NullMarked;
