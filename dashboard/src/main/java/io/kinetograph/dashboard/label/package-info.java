/**
 * From the activity topic to the latest labels of each wearer.
 *
 * <p>{@link TopicLabelSource}, a {@link LabelSource}, reads the topic and hands on each {@link
 * Label}; its {@link SourceState} tells how it is doing. {@link LabelStore} keeps a bounded
 * history: for each wearer a {@link WearerLabels}, made of {@link LabelledSegment}s.
 */
@NullMarked
package io.kinetograph.dashboard.label;

import org.jspecify.annotations.NullMarked;
