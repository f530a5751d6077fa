// SPDX-License-Identifier: Apache-2.0
/**
 * What each wearer did from when to when. {@link EpisodeStore} takes {@link Episode}s, revisions of
 * them, and the time of labels, and keeps a bounded past: for each wearer a {@link WearerEpisodes}.
 * {@link DayTotals} adds them up by day, with the {@link MetValues} of their activities.
 */
@NullMarked
package io.kinetograph.dashboard.episode;

import org.jspecify.annotations.NullMarked;
