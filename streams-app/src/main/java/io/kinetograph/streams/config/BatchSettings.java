// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import java.time.Duration;

/**
 * How closed segments are collected for one call of the model, and how long a task may spend on
 * that.
 *
 * @param size the most segments of a call
 * @param linger how long a closed segment waits for others at most
 * @param maxProcessingTime how long a task closes and labels segments before the stream thread
 *     commits, polls and serves its other tasks. The times of all tasks of a thread add up within
 *     one transaction of, by default, 10 s
 */
public record BatchSettings(int size, Duration linger, Duration maxProcessingTime) {}
