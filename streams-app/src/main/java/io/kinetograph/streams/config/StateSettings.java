// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

/**
 * What the state stores may use.
 *
 * @param memoryBytes memory outside the Java heap that all stores of the process share
 */
public record StateSettings(long memoryBytes) {}
