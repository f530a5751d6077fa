// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings in the layout of the UCI Daily and Sports Activities data set. {@code
 * FetchDataCommand} downloads them; {@link io.kinetograph.trainer.data.DataSet} reads them; a
 * {@link io.kinetograph.trainer.data.Holdout} rule splits them into training set and test or
 * validation set; {@link io.kinetograph.trainer.data.Preprocessing} is fitted to the training set
 * alone.
 */
@NullMarked
package io.kinetograph.trainer.data;

import org.jspecify.annotations.NullMarked;
