// SPDX-License-Identifier: Apache-2.0
/**
 * The Kafka Streams topology: readings in, labels, episodes and dead letters out.
 *
 * <p>{@link LabelTopology} connects the input topic, one {@code LabelProcessor} a task, and the
 * output topic. The processor decodes ({@code reading}); its {@code LabelTask} assembles segments
 * ({@code segment}), classifies them in batches, and decides episodes over the labels ({@code
 * episode}), within a {@code TimeBudget} for each loop of the stream thread. An invalid record ends
 * as a dead letter in {@link DeadLetterHandler}; so does, by {@code LabelWriter}, a label that its
 * topic refuses. {@link PartitionLiveness} tells an idle wearer from an unreachable partition.
 * After a start, {@code Replay} reads the records that open segments need again, with an {@link
 * InputReader}.
 *
 * <p>Three clocks meet here, each named: the record's timestamp, the broker's clock ({@link
 * BrokerTimeInterceptor}) and the wall clock; {@code nanoClock} measures durations only.
 */
@NullMarked
package io.kinetograph.streams.topology;

import org.jspecify.annotations.NullMarked;
