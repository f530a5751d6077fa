// SPDX-License-Identifier: Apache-2.0
/**
 * Publishes the motion of wearers the way wearables do: one second of one body unit per record.
 * {@link Playback} takes segments from each wearer's motion, keeps to a {@link Pace}, and tells a
 * {@link PublishedSegmentListener} which segments are published, by their {@link SegmentKey}. The
 * thread that waits, sends and stops is a {@link ReadingSender}.
 */
@NullMarked
package io.kinetograph.quickstart.publish;

import org.jspecify.annotations.NullMarked;
