/**
 * What an operator asks of the running process: metrics, health and info over HTTP ({@link
 * io.kinetograph.streams.operations.OperationsServer}), with the meters of Kafka and of the
 * process.
 */
@NullMarked
package io.kinetograph.streams.operations;

import org.jspecify.annotations.NullMarked;
