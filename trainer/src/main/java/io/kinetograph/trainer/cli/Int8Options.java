package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSetReader;
import io.kinetograph.trainer.data.Split;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.export.CalibrationSet;
import io.kinetograph.trainer.export.Int8Export;
import io.kinetograph.trainer.export.RangeRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a network is brought to 8 bits, and what that may cost. */
final class Int8Options {

  /** All of them. */
  static final Set<String> NAMES =
      Set.of("--calibration", "--range-rule", "--max-loss", "--check-data");

  @Option(
      names = "--calibration",
      defaultValue = "1024",
      paramLabel = "SEGMENTS",
      description =
          "With int8: how many of the run's training segments ranges are taken from, of every"
              + " activity as many; default ${DEFAULT-VALUE}.")
  private int calibration;

  @Option(
      names = "--range-rule",
      defaultValue = "MSE",
      description =
          "With int8: between which numbers a tensor is quantised: ${COMPLETION-CANDIDATES};"
              + " default ${DEFAULT-VALUE}.")
  private RangeRule rule = RangeRule.MSE;

  @Option(
      names = "--max-loss",
      defaultValue = "0.2",
      paramLabel = "POINTS",
      description =
          "With int8: most points of accuracy below float32, else no file is written; default"
              + " ${DEFAULT-VALUE}.")
  private double maxLoss;

  @Option(
      names = "--check-data",
      paramLabel = "ZIP_OR_FOLDER",
      description =
          "With int8: recordings to measure the accuracy on; default: what the run held back, or"
              + " else the training segments that no range was taken from.")
  private @Nullable Path checkData;

  /**
   * The exporter.
   *
   * @throws IllegalArgumentException if an option has a value that it cannot have
   */
  Int8Export export(boolean crop) {
    if (calibration < 1) {
      throw new IllegalArgumentException("calibration " + calibration + " is not at least 1");
    }
    return new Int8Export(crop, rule, maxLoss);
  }

  /**
   * Parts the recordings of a run.
   *
   * @throws IllegalArgumentException if nothing is left to check on
   */
  Parts parts(Split split, long seed) throws IOException {
    boolean training = checkData == null && split.heldOut().size() == 0;
    int count = calibration;
    if (training) {
      // A small training set must do for both.
      count = Math.min(calibration, Math.max(1, split.training().size() / 2));
    }
    DataSet drawn = CalibrationSet.draw(split.training(), count, seed);
    DataSet check =
        checkData != null
            ? DataSetReader.read(checkData, Subjects.everybody())
            : training ? split.training() : split.heldOut();
    DataSet unseen = check.where(id -> drawn.find(id).isEmpty());
    if (unseen.size() == 0) {
      throw new IllegalArgumentException(
          "all %d segments are used for calibration, and none is left to check on"
              .formatted(check.size()));
    }
    String from =
        checkData != null
            ? "segments of " + checkData.getFileName()
            : training
                ? "training segments (the run held none back) that no range was taken from"
                : "segments that the run held back";
    return new Parts(drawn, unseen, from);
  }

  RangeRule rule() {
    return rule;
  }

  /**
   * Who calibrates and who checks.
   *
   * @param calibration segments that ranges are taken from
   * @param check segments that the accuracy is measured on
   * @param from what those are
   */
  record Parts(DataSet calibration, DataSet check, String from) {}
}
