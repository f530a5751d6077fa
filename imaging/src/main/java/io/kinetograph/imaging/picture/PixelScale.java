// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.picture;

/**
 * Maps an acceleration to a pixel: {@code clip((v - min) / (max - min), 0, 1)}, with one {@code
 * min} and one {@code max} for all units and axes. It belongs to the model that was trained with
 * it.
 *
 * @param min acceleration of a black pixel, in m/s^2
 * @param max acceleration of a white pixel, in m/s^2
 */
public record PixelScale(float min, float max) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if an end is not finite or max is not above min
   */
  public PixelScale {
    if (!Float.isFinite(min) || !Float.isFinite(max) || max <= min) {
      throw new IllegalArgumentException(
          "pixel scale from " + min + " to " + max + " m/s^2 is not a range");
    }
  }

  /**
   * The pixel of one value.
   *
   * @param value acceleration in m/s^2, finite
   * @return brightness from 0 (min and below) to 1 (max and above)
   */
  public float pixel(float value) {
    float pixel = (value - min) / (max - min);
    return pixel < 0 ? 0 : Math.min(pixel, 1);
  }
}
