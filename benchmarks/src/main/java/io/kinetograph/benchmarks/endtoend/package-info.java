// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the app's topology end to end, on a broker in this process.
 *
 * <p>{@link AppBenchmark} has a command for each measurement. {@code TestBed} holds the broker and
 * the topology, {@code LoadGenerator} publishes readings, {@code LabelConsumer} reads the labels
 * once they are committed, and {@code Costs} adds up CPU time and bytes.
 */
@NullMarked
package io.kinetograph.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
