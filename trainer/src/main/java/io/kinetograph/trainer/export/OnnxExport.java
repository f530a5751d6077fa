// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ParityCheck;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes float32 and float16 model files. A file is only kept if it has parity with the training
 * engine: the same logits, or for float16 the same labels, on real segments.
 */
public final class OnnxExport {

  /** Largest difference of a logit that rounding explains if the weights are the same. */
  private static final float FLOAT32_TOLERANCE = 1e-3f;

  /** Largest share of segments that may get another label by float16 weights. */
  private static final double FLOAT16_TOLERANCE = 0.002;

  private final Precision precision;

  /**
   * Creates an exporter.
   *
   * @param precision of the weights: float32 or float16; for int8 there is {@link Int8Export}
   */
  public OnnxExport(Precision precision) {
    if (precision == Precision.INT8) {
      throw new IllegalArgumentException("int8 needs calibration segments: use Int8Export");
    }
    this.precision = precision;
  }

  /**
   * Writes a model file and checks its parity.
   *
   * @param network with weights
   * @param card of the file
   * @param engine the same network in the training engine
   * @param segments real ones, to compare on; one or more
   * @param file where to; replaced if it exists
   * @return how far the file agrees with the engine
   * @throws IOException if it cannot be written, or does not agree; an earlier file is then
   *     unchanged
   */
  public ParityCheck write(
      ResNet network, ModelCard card, Classifier engine, List<Segment> segments, Path file)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a file");
    }
    try (AtomicFile whole = AtomicFile.at(file)) {
      try (OutputStream out = Files.newOutputStream(whole.part())) {
        OnnxModelProto.of(network, card, precision).writeTo(out);
      } catch (IOException e) {
        throw AtomicFile.unwritable(file, e);
      }
      ParityCheck parity;
      try (OnnxClassifier written = OnnxClassifier.open(whole.part(), 1)) {
        parity = ParityCheck.of(engine.logits(segments), written.logits(segments));
      }
      require(parity);
      whole.keep();
      return parity;
    }
  }

  private void require(ParityCheck parity) throws IOException {
    boolean agrees =
        precision == Precision.FLOAT32
            ? parity.largestDifference() <= FLOAT32_TOLERANCE
            : parity.differentShare() <= FLOAT16_TOLERANCE
                && Float.isFinite(parity.largestDifference());
    if (!agrees) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the model file does not agree with the training engine: logits differ by up to %.3g,"
                  + " and %d of %d segments have another label",
              parity.largestDifference(),
              parity.differentLabels(),
              parity.segments()));
    }
  }

  /** The precision of a model file. */
  public enum Precision {
    /** The weights as they were trained. */
    FLOAT32,
    /** Weights of half the size; all arithmetic is float32. */
    FLOAT16,
    /** Weights of a quarter of the size, and arithmetic in 8 bits. */
    INT8
  }
}
