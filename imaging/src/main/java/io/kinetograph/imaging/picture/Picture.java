// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.picture;

import io.kinetograph.imaging.segment.Segment;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A segment as the network reads it: a gray picture of 15 rows and 125 columns with pixels from 0
 * to 1. Each row is one axis of one unit (see {@link io.kinetograph.imaging.segment.BodyUnit#row});
 * time runs from left to right. Immutable.
 *
 * <p>Stacking the axes is the idea of the article whose accuracy this project set out to beat; here
 * values beyond the scale are clipped, there they wrap around.
 */
public final class Picture {

  /** Rows of a picture: 15. */
  public static final int ROWS = Segment.ROWS;

  /** Columns of a picture: 125. */
  public static final int COLUMNS = Segment.COLUMNS;

  /** Pixels of a picture: 1,875. */
  public static final int PIXELS = ROWS * COLUMNS;

  private final float[] pixels;

  private Picture(float[] pixels) {
    this.pixels = pixels;
  }

  /** Renders a segment. */
  public static Picture of(Segment segment, PixelScale scale) {
    return new Picture(rendered(segment.toArray(), scale));
  }

  /**
   * Renders the values of a segment.
   *
   * @param values 15 x 125 accelerations in m/s^2, row after row; copied
   * @param scale the model's scale
   * @throws IllegalArgumentException if there are not 1,875 values
   */
  public static Picture of(float[] values, PixelScale scale) {
    if (values.length != PIXELS) {
      throw new IllegalArgumentException(
          "a picture has " + PIXELS + " pixels, not " + values.length);
    }
    return new Picture(rendered(values.clone(), scale));
  }

  /** Renders in place. */
  private static float[] rendered(float[] values, PixelScale scale) {
    for (int i = 0; i < PIXELS; i++) {
      values[i] = scale.pixel(values[i]);
    }
    return values;
  }

  /**
   * One pixel.
   *
   * @param row 0 to 14
   * @param column 0 to 124
   * @return brightness from 0 to 1
   */
  public float pixel(int row, int column) {
    return pixels[row * COLUMNS + column];
  }

  /** Puts the 1,875 pixels, row after row, into a buffer at its position. */
  public void putInto(FloatBuffer buffer) {
    buffer.put(pixels);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture that && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return "Picture[" + ROWS + " x " + COLUMNS + "]";
  }
}
