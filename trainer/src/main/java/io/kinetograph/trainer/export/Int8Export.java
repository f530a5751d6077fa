package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.RecordedSegment;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.network.WatchedClassifier;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Writes int8 model files, by way of a float32 one that was compared with the training engine. A
 * file comes to its place only if it names segments that its ranges were not taken from about as
 * well as the float32 one.
 */
public final class Int8Export {

  private final boolean crop;
  private final RangeRule rule;
  private final double maxLoss;

  /**
   * Creates an exporter.
   *
   * @param crop whether kernel rows that only ever meet padding are left out
   * @param rule for the ranges
   * @param maxLoss most points of a hundred of accuracy that may be lost, at least 0
   */
  public Int8Export(boolean crop, RangeRule rule, double maxLoss) {
    if (!(maxLoss >= 0)) {
      throw new IllegalArgumentException("max-loss " + maxLoss + " is not at least 0");
    }
    this.crop = crop;
    this.rule = rule;
    this.maxLoss = maxLoss;
  }

  /**
   * How many segments are run to write a file, each counted as often as it is.
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
   * @param card what the file will say about itself
   * @param engine names segments with the same network in the training engine
   * @param calibration segments to take ranges from, and to compare float32 with the engine on
   * @param check other segments, to measure the accuracy on
   * @param file where to; replaced if it exists
   * @param done is told how many segments more were run, of {@link #work} in all
   * @throws IOException if it cannot be written, or loses too much; the file is not there then, or
   *     as it was before
   */
  public Int8Check write(
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
      new OnnxExport(Precision.FLOAT32, crop)
          .write(network, card, new WatchedClassifier(engine, done), segments, float32);
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(float32));
      ModelProto int8 = quantised(model, card, segments, done);
      try (OutputStream out = Files.newOutputStream(whole.part())) {
        int8.writeTo(out);
      } catch (IOException e) {
        throw AtomicFile.unwritable(file, e);
      }
      Int8Check result;
      try (OnnxClassifier reference = OnnxClassifier.open(float32, 1);
          OnnxClassifier written = OnnxClassifier.open(whole.part(), 1)) {
        result =
            Int8Check.of(
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

  private ModelProto quantised(
      ModelProto model, ModelCard card, List<Segment> segments, IntConsumer done) {
    Int8Graph graph = new Int8Graph(model.getGraph());
    Map<String, Quantization> quantisations = new HashMap<>();
    new ActivationHistograms(model, graph.activations(), card.scale())
        .run(segments, done)
        .forEach((value, histogram) -> quantisations.put(value, rule.fit(histogram)));
    return OnnxModel.int8(model, graph.quantise(quantisations));
  }

  private void require(Int8Check check) throws IOException {
    // A difference that is no number is too large.
    if (!(check.loss() <= maxLoss) || !Float.isFinite(check.agreement().largestDifference())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "int8 names %.2f %% of %d segments right and float32 %.2f %%: more than %.2f points"
                  + " are lost, and no file is written",
              100 * check.int8(),
              check.agreement().segments(),
              100 * check.float32(),
              maxLoss));
    }
  }
}
