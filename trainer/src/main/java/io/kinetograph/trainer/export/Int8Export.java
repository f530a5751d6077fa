// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ParityCheck;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.evaluation.Evaluation;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Writes int8 model files. It exports float32 and checks its parity with the training engine, then
 * quantizes that file with ranges that come from calibration segments ({@link
 * ActivationHistograms}, {@link MseRangeSearch}). The int8 file is only kept if its accuracy on
 * other segments is close to float32.
 */
public final class Int8Export {

  private final double maxLoss;

  /**
   * Creates an exporter.
   *
   * @param maxLoss largest loss of accuracy, in percentage points, at least 0; one segment is
   *     always allowed
   */
  public Int8Export(double maxLoss) {
    if (!(maxLoss >= 0)) {
      throw new IllegalArgumentException("max-loss " + maxLoss + " is not at least 0");
    }
    this.maxLoss = maxLoss;
  }

  /**
   * Draws the segments for calibration: the same number of each activity.
   *
   * @param training the model's training set
   * @param count how many to draw, at least 1; all if there are fewer
   * @param seed the same seed draws the same segments
   */
  public static DataSet calibrationSet(DataSet training, int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("calibration " + count + " is not at least 1");
    }
    Random random = new Random(seed);
    List<List<RecordedSegment>> activities = new ArrayList<>();
    for (int activity : training.activities()) {
      List<RecordedSegment> all =
          new ArrayList<>(training.where(id -> id.activity() == activity).segments());
      Collections.shuffle(all, random);
      activities.add(all);
    }
    List<RecordedSegment> drawn = new ArrayList<>();
    for (int pass = 0; drawn.size() < Math.min(count, training.size()); pass++) {
      for (List<RecordedSegment> activity : activities) {
        if (pass < activity.size() && drawn.size() < count) {
          drawn.add(activity.get(pass));
        }
      }
    }
    return new DataSet(drawn);
  }

  /**
   * How many segments run to write a file, each counted as often as it runs.
   *
   * @param calibration as in {@link #write}
   * @param check as in {@link #write}
   */
  public static long work(DataSet calibration, DataSet check) {
    return 3L * calibration.size() + 2L * check.size();
  }

  /**
   * Writes a model file and checks it.
   *
   * @param network with weights
   * @param card of the file
   * @param engine the same network in the training engine
   * @param calibration segments for the ranges and for the parity of float32 with the engine
   * @param check other segments, to measure the accuracy on
   * @param file where to; replaced if it exists
   * @param done receives how many more segments have run, of {@link #work} in all
   * @throws IOException if it cannot be written, or loses too much accuracy; an earlier file is
   *     then unchanged
   */
  public Result write(
      ResNet network,
      ModelCard card,
      Classifier engine,
      DataSet calibration,
      DataSet check,
      Path file,
      IntConsumer done)
      throws IOException {
    List<Segment> segments = calibration.segments().stream().map(RecordedSegment::segment).toList();
    Path float32 = file.resolveSibling(file.getFileName() + ".float32");
    try (AtomicFile whole = AtomicFile.at(file)) {
      new OnnxExport(Precision.FLOAT32)
          .write(network, card, new WatchedClassifier(engine, done), segments, float32);
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(float32));
      ModelProto int8 = quantized(model, card, segments, done);
      try (OutputStream out = Files.newOutputStream(whole.part())) {
        int8.writeTo(out);
      } catch (IOException e) {
        throw AtomicFile.unwritable(file, e);
      }
      Result result;
      try (OnnxClassifier reference = OnnxClassifier.open(float32, 1);
          OnnxClassifier written = OnnxClassifier.open(whole.part(), 1)) {
        result =
            Result.of(
                new WatchedClassifier(reference, done),
                new WatchedClassifier(written, done),
                check);
      }
      require(result);
      whole.keep();
      return result;
    } finally {
      Files.deleteIfExists(float32);
    }
  }

  private ModelProto quantized(
      ModelProto model, ModelCard card, List<Segment> segments, IntConsumer done) {
    Int8Graph graph = new Int8Graph(model.getGraph());
    Map<String, Quantization> quantizations = new HashMap<>();
    new ActivationHistograms(model, graph.activations(), card.scale())
        .run(segments, done)
        .forEach((value, histogram) -> quantizations.put(value, MseRangeSearch.fit(histogram)));
    return OnnxModelProto.int8(model, graph.quantize(quantizations));
  }

  /** Rejects an int8 model that loses too much. */
  void require(Result check) throws IOException {
    // One segment says nothing, and of few segments it is more than the largest loss. NaN counts as
    // too large.
    boolean isSmall = check.loss() <= maxLoss || check.lostLabels() < 1.5;
    if (!isSmall || !Float.isFinite(check.parity().largestDifference())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "int8 has an accuracy of %.2f%% on %d segments, and float32 of %.2f%%: %d right labels"
                  + " fewer, more than %.2f points are lost, and no file is written: train longer, or"
                  + " allow more with --max-loss",
              100 * check.int8(),
              check.parity().segments(),
              100 * check.float32(),
              Math.round(check.lostLabels()),
              maxLoss));
    }
  }

  /**
   * What 8 bits cost.
   *
   * @param float32 accuracy of the float32 model, from 0 to 1
   * @param int8 accuracy of the int8 model on the same segments
   * @param parity of the two
   */
  public record Result(double float32, double int8, ParityCheck parity) {

    /** Evaluates both models on segments whose activity is known. */
    static Result of(Classifier float32, Classifier int8, DataSet data) {
      List<Segment> segments = data.segments().stream().map(RecordedSegment::segment).toList();
      float[][] expected = float32.logits(segments);
      float[][] actual = int8.logits(segments);
      return new Result(
          Evaluation.of(float32.labels(), expected, data).accuracy(),
          Evaluation.of(int8.labels(), actual, data).accuracy(),
          ParityCheck.of(expected, actual));
    }

    /** Loss of accuracy in percentage points; negative for a gain. */
    public double loss() {
      return 100 * (float32 - int8);
    }

    /** How many right labels fewer int8 has: a whole number but for rounding. */
    private double lostLabels() {
      return (float32 - int8) * parity.segments();
    }
  }
}
