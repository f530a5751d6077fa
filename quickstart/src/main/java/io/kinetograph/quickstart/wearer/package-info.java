// SPDX-License-Identifier: Apache-2.0
/**
 * Wearers whose activity is known. {@link WearerGroup} makes the wearers of a run: simulated ones
 * ({@code SimulatedWearer}, from the motion table in this jar, {@code ShippedMotion}, by the bouts
 * of an {@code ActivitySchedule}) or replayed ones ({@link ReplayedRecordings}, from recordings of
 * the data set). Each is a {@link WearerMotion}, a source of {@link AnnotatedSegment}s.
 */
@NullMarked
package io.kinetograph.quickstart.wearer;

import org.jspecify.annotations.NullMarked;
