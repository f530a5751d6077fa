// SPDX-License-Identifier: Apache-2.0
/** The model card as one HTML file, made from results that are kept. */
@NullMarked
package io.kinetograph.trainer.report;

import org.jspecify.annotations.NullMarked;
