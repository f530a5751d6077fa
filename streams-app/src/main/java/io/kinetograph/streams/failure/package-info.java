// SPDX-License-Identifier: Apache-2.0
/**
 * What follows a failure. {@link io.kinetograph.streams.failure.StreamThreads} replaces a failed
 * stream thread or ends the app, as {@link io.kinetograph.streams.failure.ThreadFailures} decides;
 * {@link io.kinetograph.streams.failure.FatalErrors} lists the errors that end it immediately, and
 * {@link io.kinetograph.streams.failure.RefusedWrites} those after which a new thread gets further.
 */
@NullMarked
package io.kinetograph.streams.failure;

import org.jspecify.annotations.NullMarked;
