// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ParityCheck;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.export.Int8Export;
import io.kinetograph.trainer.export.OnnxExport;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.training.TrainedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;

/** Writes the model file, checks it, and prints what was found. */
final class ModelWriter {

  private final CommandSpec spec;
  private final TrainedModel model;
  private final ModelCard card;
  private final Path output;
  private final PrintWriter out;

  /**
   * @param output replaced if it exists
   */
  ModelWriter(CommandSpec spec, TrainedModel model, ModelCard card, Path output) {
    this.spec = spec;
    this.model = model;
    this.card = card;
    this.output = output;
    this.out = spec.commandLine().getOut();
  }

  /**
   * Writes float32 or float16.
   *
   * @param recordings from which segments are taken
   * @param compared on how many of them the file is compared with the training engine
   */
  void writeFloat(Precision precision, NDManager manager, DataSet recordings, int compared)
      throws IOException {
    List<Segment> sample = sample(recordings, compared);
    ParityCheck parity;
    try (Progress.Task task = Usage.progress(spec).start("comparing", sample.size())) {
      Classifier engine = new WatchedClassifier(model.classifier(manager), task::advance);
      parity = new OnnxExport(precision).write(model.network(), card, engine, sample, output);
    }
    out.printf(
        Locale.ROOT,
        "%s; on %d segments its logits differ from the training engine's by up to %.3g, and %d get"
            + " another label%n",
        summary(),
        parity.segments(),
        parity.largestDifference(),
        parity.differentLabels());
    out.flush();
  }

  /**
   * Writes int8.
   *
   * @param recordings what the run was trained on
   */
  void writeInt8(Int8Options int8, NDManager manager, DataSet recordings) throws IOException {
    model.requireData(recordings);
    Int8Export export = int8.export();
    Int8Options.Parts parts =
        int8.parts(model.settings().split(recordings), model.settings().seed());
    out.printf(
        Locale.ROOT, "int8 ranges by MSE range search from %s%n", parts.calibration().summary());
    out.flush();
    Int8Export.Result result;
    try (Progress.Task task =
        Usage.progress(spec).start("int8", Int8Export.work(parts.calibration(), parts.check()))) {
      result =
          export.write(
              model.network(),
              card,
              model.classifier(manager),
              parts.calibration(),
              parts.check(),
              output,
              task::advance);
    }
    out.printf(
        Locale.ROOT,
        "%s; on %d %s: accuracy %.2f%% with float32, %.2f%% with int8, the same label for %.2f%%,"
            + " logits differ by up to %.3g%n",
        summary(),
        result.parity().segments(),
        parts.from(),
        100 * result.float32(),
        100 * result.int8(),
        100 * (1 - result.parity().differentShare()),
        result.parity().largestDifference());
    out.flush();
  }

  private String summary() throws IOException {
    return String.format(
        Locale.ROOT,
        "%s: %.1f MB, %d labels, pixels from %.2f to %.2f m/s^2",
        output.getFileName(),
        Files.size(output) / 1e6,
        card.labels().size(),
        card.scale().min(),
        card.scale().max());
  }

  /** Segments from all over the data set, evenly spaced. */
  private static List<Segment> sample(DataSet recordings, int most) {
    List<RecordedSegment> all = recordings.segments();
    int count = Math.min(most, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)).segment())
        .toList();
  }
}
