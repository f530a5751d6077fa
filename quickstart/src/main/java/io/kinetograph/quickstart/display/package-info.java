// SPDX-License-Identifier: Apache-2.0
/**
 * Labels and episodes as they arrive. A {@code LabelFeed} reads them from their topics. The {@code
 * Scoreboard} compares each label with the ground truth and measures its delay; {@code Transitions}
 * compares episodes with when wearers changed activity. A {@code LabelDisplay} shows them: a live
 * table or lines, on a {@code Screen}, or a CSV file. {@code SummaryText} prints the totals.
 */
@NullMarked
package io.kinetograph.quickstart.display;

import org.jspecify.annotations.NullMarked;
