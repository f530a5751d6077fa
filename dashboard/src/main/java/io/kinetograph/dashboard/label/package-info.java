// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the activity topic and stores the latest labels of each wearer.
 *
 * <p>{@link TopicLabelSource}, a {@link LabelSource}, reads the topic and passes each {@link Label}
 * on; its {@link SourceState} says whether labels can be read. {@link LabelStore} keeps a bounded
 * history: for each wearer a {@link WearerLabels}, a list of {@link LabeledSegment}s.
 */
@NullMarked
package io.kinetograph.dashboard.label;

import org.jspecify.annotations.NullMarked;
