// SPDX-License-Identifier: Apache-2.0
/**
 * From labels to episodes: what somebody did from when to when.
 *
 * <p>{@link Episodes} is the entrance, one for a task. It keeps a {@code WearerHistory} of each
 * wearer with an open episode in the store. A label becomes {@code LabelEvidence} of an {@code
 * ObservedSegment}; the {@code EpisodeDecoder}, a hidden Markov model with the {@code
 * ActivityStates} of the model and the {@code Transitions} between them, decides it a few labels
 * later. The {@code OpenEpisode} counts what was decided, and says what is known as {@link
 * EpisodeEvent}s. {@code StoredModels} names the models whose labels the histories are of. {@code
 * docs/decisions/0015} tells why.
 *
 * <p>All times are event time, in milliseconds since the epoch, but for those of the idle clock,
 * {@code idleMillis}.
 */
@NullMarked
package io.kinetograph.streams.episode;

import org.jspecify.annotations.NullMarked;
