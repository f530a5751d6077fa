package io.kinetograph.trainer.export;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelCard;
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
 * Writes model files. A file comes to its place only after ONNX Runtime has named real segments
 * with it as the training engine names them.
 */
public final class OnnxExport {

  /** Largest difference of a logit that rounding explains when the weights are the same. */
  private static final float FLOAT32_TOLERANCE = 1e-3f;

  /** Largest share of segments that weights of half the precision may name differently. */
  private static final double FLOAT16_TOLERANCE = 0.002;

  private final Precision precision;
  private final boolean crop;

  /**
   * Creates an exporter.
   *
   * @param precision of the weights: float32 or float16; for int8 there is {@link Int8Export}
   * @param crop whether kernel rows that only ever meet padding are left out, which changes no
   *     output
   */
  public OnnxExport(Precision precision, boolean crop) {
    if (precision == Precision.INT8) {
      throw new IllegalArgumentException("int8 needs more than weights: see Int8Export");
    }
    this.precision = precision;
    this.crop = crop;
  }

  /**
   * Writes a model file and compares it.
   *
   * @param network with weights
   * @param card what the file will say about itself
   * @param engine names segments with the same network in the training engine
   * @param segments real ones, to compare on; one or more
   * @param file where to; replaced if it exists
   * @return how far the file agrees with the engine
   * @throws IOException if it cannot be written, or does not agree; the file is not there then, or
   *     as it was before
   */
  public ParityCheck write(
      ResNet network, ModelCard card, Classifier engine, List<Segment> segments, Path file)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a file");
    }
    try (AtomicFile whole = AtomicFile.at(file)) {
      try (OutputStream out = Files.newOutputStream(whole.part())) {
        OnnxModel.of(network, card, precision, crop).writeTo(out);
      } catch (IOException e) {
        throw AtomicFile.unwritable(file, e);
      }
      ParityCheck agreement;
      try (OnnxClassifier written = OnnxClassifier.open(whole.part(), 1)) {
        agreement = ParityCheck.of(engine, written, segments);
      }
      require(agreement);
      whole.keep();
      return agreement;
    }
  }

  private void require(ParityCheck agreement) throws IOException {
    boolean agrees =
        precision == Precision.FLOAT32
            ? agreement.largestDifference() <= FLOAT32_TOLERANCE
            : agreement.differentShare() <= FLOAT16_TOLERANCE
                && Float.isFinite(agreement.largestDifference());
    if (!agrees) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the model file does not say what the training engine says: logits differ by up to"
                  + " %.3g, and %d of %d segments are named differently",
              agreement.largestDifference(),
              agreement.differentlyNamed(),
              agreement.segments()));
    }
  }
}
