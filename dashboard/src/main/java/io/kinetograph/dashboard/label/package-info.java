// SPDX-License-Identifier: Apache-2.0
/**
 * The latest labels of each wearer. {@link LabelStore} takes {@link Label}s in any order and keeps
 * a bounded history: for each wearer a {@link WearerLabels}, a list of {@link LabeledSegment}s.
 */
@NullMarked
package io.kinetograph.dashboard.label;

import org.jspecify.annotations.NullMarked;
