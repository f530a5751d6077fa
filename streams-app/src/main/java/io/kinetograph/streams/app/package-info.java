// SPDX-License-Identifier: Apache-2.0
/**
 * The process. {@link io.kinetograph.streams.app.StreamCommand} reads the settings, answers over
 * HTTP from the first moment ({@link io.kinetograph.streams.app.AppHealth}) and starts {@link
 * io.kinetograph.streams.app.StreamsApp}, which creates all parts, runs the checks of {@code
 * preflight} and has {@link io.kinetograph.streams.app.StreamsRunner} run the topology.
 *
 * <p>The process ends when the command returns. It does so if the start fails, if {@code
 * StreamsRunner} ends because {@code failure} or {@code liveness} tell it to, or on SIGTERM and
 * Ctrl-C ({@link io.kinetograph.streams.app.GracefulShutdown}). {@link
 * io.kinetograph.streams.app.Closer} closes whatever was opened.
 */
@NullMarked
package io.kinetograph.streams.app;

import org.jspecify.annotations.NullMarked;
