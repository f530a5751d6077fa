// SPDX-License-Identifier: Apache-2.0
/**
 * Labels as they arrive. A {@code LabelFeed} reads them from the output topic; the {@code
 * Scoreboard} compares each with the ground truth and measures its delay; a {@code LabelDisplay}
 * shows it: a live table, lines, or a CSV file. {@code SummaryText} prints the totals.
 */
@NullMarked
package io.kinetograph.quickstart.display;

import org.jspecify.annotations.NullMarked;
