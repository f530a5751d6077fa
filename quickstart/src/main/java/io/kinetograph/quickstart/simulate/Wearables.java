// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.simulate;

/**
 * How wearables measure and send.
 *
 * @param rateHz samples per second
 * @param samplesPerReading samples in each reading
 * @param clocks which body units are worn, and their clocks
 * @param link what happens to readings on their way
 */
public record Wearables(double rateHz, int samplesPerReading, UnitClocks clocks, RadioLink link) {}
