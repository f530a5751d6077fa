// SPDX-License-Identifier: Apache-2.0
/**
 * The settings that, together with the data, determine the result of a training. {@link
 * io.kinetograph.trainer.settings.TrainingSettings} consists of one record for each group of
 * settings. A hyperparameter is written once, as a record component with its default, range and
 * help text; {@link io.kinetograph.trainer.settings.Hyperparameters} derives the check of its
 * {@link io.kinetograph.trainer.settings.Range}, and the command line its options. Jackson reads
 * and writes the records.
 */
@NullMarked
package io.kinetograph.trainer.settings;

import org.jspecify.annotations.NullMarked;
