// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings in the layout of the UCI Daily and Sports Activities data set.
 *
 * <p>{@link SegmentFiles} opens a zip or a folder ({@code Contents}) and finds a {@link
 * SegmentFile} for each {@link SegmentId}. A file is read when its segment is asked for; {@code
 * SegmentText} parses it. {@link ActivityLabels} names the activities that the data set numbers,
 * and {@link ActivityGroups} groups those that are alike. Whatever does not have the layout is a
 * {@link MalformedDataException}.
 */
@NullMarked
package io.kinetograph.recordings.dataset;

import org.jspecify.annotations.NullMarked;
