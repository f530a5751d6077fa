package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.dataset.RecordedSegment;
import io.kinetograph.trainer.dataset.Recordings;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.NetworkClassifier;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet34;
import io.kinetograph.trainer.picture.Standardisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {

  private static final List<String> LABELS = List.of("sitting", "standing", "lying-on-back");
  private static final PixelScale SCALE = new PixelScale(-10, 10);

  @TempDir private Path folder = Path.of("");

  private final NDManager manager = manager();
  private final ResNet34 network =
      new ResNet34(1, LABELS.size(), new Standardisation(0.55f, 0.2f, 0.005f)).create(manager);
  private final Classifier engine = new NetworkClassifier(network, SCALE, LABELS, manager);
  private final ModelCard card =
      new ModelCard(
          "1.0",
          LABELS,
          SCALE,
          "made up",
          new TreeMap<>(Map.of("random-80-20", 0.97)),
          Instant.parse("2026-11-24T12:00:00Z"));
  private final List<Segment> segments =
      new Recordings(3, 2, 8).dataSet().segments().stream().map(RecordedSegment::segment).toList();

  private static NDManager manager() {
    PyTorch.start(1);
    return PyTorch.newManager();
  }

  /** Batch normalisation as after a training: an export that forgot a part of it would show. */
  @BeforeEach
  void trainNormalisation() {
    PyTorch.engine().setRandomSeed(3);
    for (Parameter parameter : network.parameters().values()) {
      NDArray array = parameter.getArray();
      switch (parameter.getType()) {
        case GAMMA, RUNNING_VAR ->
            array.set(manager.randomUniform(0.5f, 1.5f, array.getShape()).toFloatArray());
        case BETA, RUNNING_MEAN ->
            array.set(manager.randomUniform(-0.3f, 0.3f, array.getShape()).toFloatArray());
        default -> {}
      }
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void float32SaysWhatTheEngineSays() throws IOException {
    Path file = folder.resolve("model.onnx");

    Agreement agreement =
        new OnnxExport(Precision.FLOAT32, true).write(network, card, engine, segments, file);

    assertThat(agreement.segments()).isEqualTo(48);
    assertThat(agreement.largestDifference()).isLessThan(1e-3f);
    assertThat(agreement.differentlyNamed()).isZero();
    assertThat(spread(engine)).isGreaterThan(0.05f);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void float16HalvesTheFileAndNamesTheSame() throws IOException {
    Path half = folder.resolve("half.onnx");
    Path full = folder.resolve("full.onnx");
    new OnnxExport(Precision.FLOAT32, true).write(network, card, engine, segments, full);

    Agreement agreement =
        new OnnxExport(Precision.FLOAT16, true).write(network, card, engine, segments, half);

    assertThat(agreement.largestDifference()).isBetween(1e-6f, 0.05f);
    assertThat((double) Files.size(half) / Files.size(full)).isEqualTo(0.5, within(0.01));
  }

  @Test
  void cropChangesTheSizeAndNotTheLogits() throws IOException {
    Path whole = folder.resolve("whole.onnx");
    Path cropped = folder.resolve("cropped.onnx");
    new OnnxExport(Precision.FLOAT32, false).write(network, card, engine, segments, whole);
    new OnnxExport(Precision.FLOAT32, true).write(network, card, engine, segments, cropped);

    assertThat((double) Files.size(cropped) / Files.size(whole)).isLessThan(0.4);
    try (OnnxClassifier one = OnnxClassifier.open(whole, 1);
        OnnxClassifier other = OnnxClassifier.open(cropped, 1)) {
      assertThat(Agreement.of(one, other, segments).largestDifference()).isLessThan(1e-5f);
    }
  }

  @Test
  void fileCarriesTheCardAndTakesAnyBatch() throws IOException {
    Path file = folder.resolve("model.onnx");
    new OnnxExport(Precision.FLOAT32, true).write(network, card, engine, segments, file);

    try (OnnxClassifier written = OnnxClassifier.open(file, 1)) {
      assertThat(written.card()).isEqualTo(card);
      float[] alone = written.logits(segments.subList(40, 41))[0];
      assertThat(alone).containsExactly(written.logits(segments)[40], within(1e-4f));
    }
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    assertThat(model.getGraph().getInput(0).getName()).isEqualTo("picture");
    assertThat(model.getGraph().getOutput(0).getName()).isEqualTo("logits");
    assertThat(model.getGraph().getNode(0).getOpType()).isEqualTo("Sub");
    assertThat(model.getGraph().getNodeList()).noneMatch(n -> n.getOpType().contains("Norm"));
  }

  @Test
  void leavesNoFileThatDisagrees() throws IOException {
    Path file = folder.resolve("model.onnx");
    Classifier other = new NetworkClassifier(network, new PixelScale(-12, 10), LABELS, manager);

    for (Precision precision : Precision.values()) {
      Classifier disagreeing = precision == Precision.FLOAT32 ? other : new Stubborn();
      assertThatThrownBy(
              () ->
                  new OnnxExport(precision, true).write(network, card, disagreeing, segments, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not say what the training engine says");
    }

    assertThat(folder).isEmptyDirectory();
  }

  /** How much the logits differ between segments: they must not agree for being all the same. */
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

  /** Is sure of the activity that comes least to the engine's mind. */
  private final class Stubborn implements Classifier {

    @Override
    public List<String> labels() {
      return LABELS;
    }

    @Override
    public float[][] logits(List<Segment> asked) {
      float[][] logits = engine.logits(asked);
      for (float[] row : logits) {
        for (int c = 0; c < row.length; c++) {
          row[c] = -row[c];
        }
      }
      return logits;
    }
  }
}
