// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

/** The unit of the acceleration in readings. */
public enum AccelerationUnit {
  /** Meters per second squared. */
  M_S2("m/s2", 1),
  /** Standard gravity. */
  G("g", 9.80665f);

  private final String text;
  private final float inMetersPerSecondSquared;

  AccelerationUnit(String text, float inMetersPerSecondSquared) {
    this.text = text;
    this.inMetersPerSecondSquared = inMetersPerSecondSquared;
  }

  /** The setting's value. */
  @Override
  public String toString() {
    return text;
  }

  /** One of this unit, in m/s^2. */
  public float inMetersPerSecondSquared() {
    return inMetersPerSecondSquared;
  }
}
