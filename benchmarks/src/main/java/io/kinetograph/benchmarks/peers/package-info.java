// SPDX-License-Identifier: Apache-2.0
/**
 * The processes that the end-to-end benchmarks start beside the app: the broker, and the programs
 * that the app is compared with. Each is a {@code main} of its own, so that its CPU time and memory
 * are its own too. Those that write no labels print how many segments they are done with, a line
 * each time.
 */
@NullMarked
package io.kinetograph.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
