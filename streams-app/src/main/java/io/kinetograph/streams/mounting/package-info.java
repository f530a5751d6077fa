// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kinetograph mounting}: how a wearer's units are mounted.
 *
 * <p>{@link io.kinetograph.streams.mounting.MountingCommand} has the options and the exit codes.
 * {@link io.kinetograph.streams.mounting.WearerReader} reads one wearer's latest readings from the
 * input topic, with the settings and the decoder of the app, but without a consumer group, into
 * {@link io.kinetograph.streams.mounting.LatestSegments}; {@link
 * io.kinetograph.streams.mounting.TopicSpan} says from where to where. {@link
 * io.kinetograph.imaging.mounting.MountingEstimator} finds how the units sit, and {@link
 * io.kinetograph.streams.mounting.MountingReport} says it in words or in JSON.
 */
@NullMarked
package io.kinetograph.streams.mounting;

import org.jspecify.annotations.NullMarked;
