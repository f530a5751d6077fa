// SPDX-License-Identifier: Apache-2.0
/**
 * The checks before the topology starts. {@link io.kinetograph.streams.preflight.Brokers} owns the
 * admin client of the process and turns missing answers into sentences ({@link
 * io.kinetograph.streams.preflight.BrokerAddresses}, {@link
 * io.kinetograph.streams.preflight.KafkaErrorText}); {@link
 * io.kinetograph.streams.preflight.Preflight} runs the checks of the topics, the changelog, the
 * transaction log and the schema registry. A failed check ends the start by one sentence that names
 * the setting.
 */
@NullMarked
package io.kinetograph.streams.preflight;

import org.jspecify.annotations.NullMarked;
