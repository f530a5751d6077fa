// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout.Split;
import io.kinetograph.trainer.export.Int8Export;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of int8 quantization. */
final class Int8Options {

  /** All of them. */
  static final Set<String> NAMES = Set.of("--calibration", "--max-loss", "--check-data");

  @Option(
      names = "--calibration",
      defaultValue = "1024",
      paramLabel = "SEGMENTS",
      description =
          "With int8: number of training segments to calibrate the int8 ranges on, evenly over the"
              + " activities; default ${DEFAULT-VALUE}.")
  private int calibration;

  @Option(
      names = "--max-loss",
      defaultValue = "0.2",
      paramLabel = "POINTS",
      description =
          "With int8: largest loss of accuracy against float32, in percentage points; one segment is"
              + " always allowed. If it is exceeded, no file is written; default ${DEFAULT-VALUE}.")
  private double maxLoss;

  @Option(
      names = "--check-data",
      paramLabel = "ZIP_OR_FOLDER",
      description =
          "With int8: recordings to measure the accuracy on; default: the run's test set, or else"
              + " the training segments without the calibration segments.")
  private @Nullable Path checkData;

  /**
   * Checks the ranges, and that the recordings of the check are there: they are read last.
   *
   * @throws NoSuchFileException if they are not
   */
  void check(CommandSpec spec) throws NoSuchFileException {
    Usage.range(spec, "--calibration", "[1,100000]", calibration);
    Usage.range(spec, "--max-loss", "[0,100]", maxLoss);
    if (checkData != null && !Files.exists(checkData)) {
      throw new NoSuchFileException(checkData.toString());
    }
  }

  /** The exporter. */
  Int8Export export() {
    return new Int8Export(maxLoss);
  }

  /**
   * Splits the recordings of a run into calibration and check.
   *
   * @throws IllegalArgumentException if nothing is left to check on
   */
  Parts parts(Split split, long seed) throws IOException {
    boolean training = checkData == null && split.heldOut().size() == 0;
    int count = calibration;
    if (training) {
      // A small training set has to be used for both.
      count = Math.min(calibration, Math.max(1, split.training().size() / 2));
    }
    DataSet drawn = Int8Export.calibrationSet(split.training(), count, seed);
    DataSet check =
        checkData != null ? DataSet.read(checkData) : training ? split.training() : split.heldOut();
    DataSet unseen = check.where(id -> drawn.find(id).isEmpty());
    if (unseen.size() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "all %d segments are used for calibration; the check needs other segments",
              check.size()));
    }
    String from =
        checkData != null
            ? "segments of " + checkData.getFileName()
            : training
                ? "training segments without the calibration segments (the run has no test set)"
                : "segments of the run's test set";
    return new Parts(drawn, unseen, from);
  }

  /**
   * Segments for calibration and for the check.
   *
   * @param calibration segments for the int8 ranges
   * @param check segments to measure the accuracy on
   * @param from a description of the check segments' origin
   */
  record Parts(DataSet calibration, DataSet check, String from) {}
}
