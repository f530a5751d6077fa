// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator asks of the running process. {@link
 * io.kinetograph.streams.operations.OperationsServer} answers metrics, health and info over HTTP;
 * it asks an {@link io.kinetograph.streams.operations.AppState}, which the package {@code app}
 * implements. {@link io.kinetograph.streams.operations.KafkaMeters} and {@link
 * io.kinetograph.streams.operations.ProcessMeters} add the meters of Kafka and of the JVM; our own
 * meters are where they are counted. {@link
 * io.kinetograph.streams.operations.RepeatedWarningFilter} keeps Kafka's repeated warnings out of
 * the log.
 */
@NullMarked
package io.kinetograph.streams.operations;

import org.jspecify.annotations.NullMarked;
