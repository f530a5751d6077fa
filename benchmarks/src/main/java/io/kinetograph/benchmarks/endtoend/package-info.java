// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the app from outside, as a process, beside other programs that do the same work.
 *
 * <p>{@link BenchCommand} has the commands. {@code Drain} and {@code Live} measure one {@code Peer}
 * at a time: {@code Launcher} starts its processes ({@code MeasuredProcess}) on a {@code TestBed},
 * which is a broker in a process of its own, and {@code PeerRun} tells what they have used. {@code
 * ReadingPublisher} publishes the readings, {@code LabelReader} reads the labels once they are
 * committed, {@code LabelCheck} compares each with the model's on the same segment. {@code Result}
 * is one run's figures; {@code Report} makes tables and plots of many.
 */
@NullMarked
package io.kinetograph.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
