// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import java.time.Duration;

/**
 * How many stream threads may fail before the app ends.
 *
 * @param failures the most failures within the span that are answered by a new thread; 0 for none.
 *     Threads that fail before the first of them is replaced count as one failure
 * @param failureSpan the time over which failures are counted
 */
public record ThreadSettings(int failures, Duration failureSpan) {}
