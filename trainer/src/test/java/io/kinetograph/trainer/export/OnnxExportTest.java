// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ParityCheck;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {

  @TempDir private Path folder = Path.of("");

  private final RandomNetwork random = new RandomNetwork();
  private final ResNet network = random.network();
  private final Classifier engine = random.engine();
  private final ModelCard card = RandomNetwork.CARD;
  private final List<Segment> segments =
      new Recordings(3, 2, 8).dataSet().segments().stream().map(RecordedSegment::segment).toList();

  @AfterEach
  void close() {
    random.close();
  }

  @Test
  void float32GivesTheSameLogitsAsTheEngine() throws IOException {
    Path file = folder.resolve("model.onnx");

    ParityCheck parity =
        new OnnxExport(Precision.FLOAT32).write(network, card, engine, segments, file);

    assertThat(parity.segments()).isEqualTo(48);
    assertThat(parity.largestDifference()).isLessThan(1e-3f);
    assertThat(parity.differentLabels()).isZero();
    assertThat(spread(engine)).isGreaterThan(0.05f);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void agreesWithTheEngineWhicheverUnitsAreWorn() throws IOException {
    Path file = folder.resolve("model.onnx");
    new OnnxExport(Precision.FLOAT32).write(network, card, engine, segments, file);
    List<Segment> partly = new ArrayList<>();
    for (int missing = 0; missing < 1 << BodyUnit.COUNT; missing++) {
      Set<BodyUnit> units = EnumSet.noneOf(BodyUnit.class);
      for (BodyUnit unit : BodyUnit.values()) {
        if ((missing >> unit.index() & 1) == 1) {
          units.add(unit);
        }
      }
      partly.add(segments.get(missing).without(units));
    }

    try (OnnxClassifier written = OnnxClassifier.open(file, 1)) {
      ParityCheck parity = ParityCheck.of(engine.logits(partly), written.logits(partly));
      assertThat(parity.largestDifference()).isLessThan(1e-3f);
    }
  }

  @Test
  void float16HalvesTheFileAndKeepsTheLabels() throws IOException {
    Path half = folder.resolve("half.onnx");
    Path full = folder.resolve("full.onnx");
    new OnnxExport(Precision.FLOAT32).write(network, card, engine, segments, full);

    ParityCheck parity =
        new OnnxExport(Precision.FLOAT16).write(network, card, engine, segments, half);

    assertThat(parity.largestDifference()).isBetween(1e-6f, 0.05f);
    assertThat((double) Files.size(half) / Files.size(full)).isEqualTo(0.5, within(0.01));
  }

  @Test
  void fileContainsTheCardAndTakesAnyBatchSize() throws IOException {
    Path file = folder.resolve("model.onnx");
    new OnnxExport(Precision.FLOAT32).write(network, card, engine, segments, file);

    try (OnnxClassifier written = OnnxClassifier.open(file, 1)) {
      assertThat(written.card()).isEqualTo(card);
      float[] alone = written.logits(segments.subList(40, 41))[0];
      assertThat(alone).containsExactly(written.logits(segments)[40], within(1e-4f));
    }
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    assertThat(model.getGraph().getInput(0).getName()).isEqualTo("picture");
    assertThat(model.getGraph().getOutput(0).getName()).isEqualTo("logits");
    assertThat(model.getGraph().getOutput(1).getName()).isEqualTo("features");
    assertThat(model.getGraph().getNodeList()).noneMatch(n -> n.getOpType().contains("Norm"));
  }

  @Test
  void writesNoFileWithoutParity() throws IOException {
    Path file = folder.resolve("model.onnx");
    Classifier other = random.engine(new PixelScale(-12, 10));

    for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT16)) {
      Classifier disagreeing = precision == Precision.FLOAT32 ? other : new Stubborn();
      assertThatThrownBy(
              () -> new OnnxExport(precision).write(network, card, disagreeing, segments, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not agree with the training engine");
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesInt8() {
    assertThatThrownBy(() -> new OnnxExport(Precision.INT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int8");
  }

  /** How much the logits differ between segments: if all were equal, parity would mean nothing. */
  private float spread(Classifier classifier) {
    float[][] logits = classifier.logits(segments);
    float least = Float.MAX_VALUE;
    float most = -Float.MAX_VALUE;
    for (float[] row : logits) {
      least = Math.min(least, row[0]);
      most = Math.max(most, row[0]);
    }
    return most - least;
  }

  /** Prefers the label that the engine likes least. */
  private final class Stubborn implements Classifier {

    @Override
    public List<String> labels() {
      return RandomNetwork.LABELS;
    }

    @Override
    public float[][] batchLogits(List<Segment> asked) {
      float[][] logits = engine.batchLogits(asked);
      for (float[] row : logits) {
        for (int c = 0; c < row.length; c++) {
          row[c] = -row[c];
        }
      }
      return logits;
    }
  }
}
