// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From 625 samples to a picture: resampled to the grid and scaled to pixels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PictureBenchmark {

  private final PixelScale scale = new PixelScale(-20, 20);
  private long seed;

  /** Includes drawing random samples, about a tenth of the time. */
  @Benchmark
  public Picture picture() {
    return Picture.of(SyntheticReadings.segment(seed++), scale);
  }
}
