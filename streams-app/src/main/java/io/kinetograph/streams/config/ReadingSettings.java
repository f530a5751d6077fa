// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import java.time.Duration;

/**
 * What a reading may hold.
 *
 * @param maxClockSkew how far ahead of the broker's clock a reading may end
 * @param maxAcceleration the largest magnitude along an axis, in m/s^2
 */
public record ReadingSettings(Duration maxClockSkew, float maxAcceleration) {}
