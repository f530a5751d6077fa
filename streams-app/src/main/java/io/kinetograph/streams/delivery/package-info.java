// SPDX-License-Identifier: Apache-2.0
/**
 * What the app writes, and what its topics refuse.
 *
 * <p>{@link io.kinetograph.streams.delivery.WriteLimits} knows what each topic refuses. {@link
 * io.kinetograph.streams.delivery.LimitsWatch} reads it from the brokers ({@code
 * ConfiguredLimits}), and whether a topic is compacted ({@link
 * io.kinetograph.streams.delivery.CompactedTopics}); {@code LearnedLimits} adds what brokers have
 * refused in spite of it. A record that is too large is not sent, but set aside by the topology;
 * {@link io.kinetograph.streams.delivery.TimestampInterceptor} changes the timestamps of all others
 * where needed ({@code RecordTimestamps}). If a broker refuses a record all the same, {@link
 * io.kinetograph.streams.delivery.RefusedWriteHandler} notes it and lets the stream thread fail;
 * the next thread then knows better. {@code docs/decisions/0014} tells why.
 */
@NullMarked
package io.kinetograph.streams.delivery;

import org.jspecify.annotations.NullMarked;
