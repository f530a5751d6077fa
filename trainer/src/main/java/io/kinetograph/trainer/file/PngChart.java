// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** Draws charts as PNG. */
public final class PngChart {

  private PngChart() {}

  /**
   * Draws a chart.
   *
   * @param what it shows, for the error message
   * @param chart makes it
   * @return the bytes of a PNG
   * @throws IOException if nothing can be drawn on this machine
   */
  public static byte[] png(String what, Supplier<? extends Chart<?, ?>> chart) throws IOException {
    try {
      return BitmapEncoder.getBitmapBytes(chart.get(), BitmapFormat.PNG);
    } catch (LinkageError | InternalError e) {
      // Java's drawing needs fonts, which a slim container may lack.
      throw new IOException("%s cannot be drawn, install fonts: %s".formatted(what, e), e);
    }
  }

  /**
   * Draws a chart into a file, whole or not at all.
   *
   * @param file a PNG; replaced if it exists
   * @param chart makes it
   * @throws IOException if it cannot be written, or if nothing can be drawn on this machine
   */
  public static void write(Path file, Supplier<? extends Chart<?, ?>> chart) throws IOException {
    byte[] png = png(file.toString(), chart);
    AtomicFile.write(file, part -> Files.write(part, png));
  }
}
