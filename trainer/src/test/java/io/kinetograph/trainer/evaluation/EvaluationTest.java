// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.network.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {

  @TempDir private Path folder = Path.of("");

  private final DataSet data = new Recordings(2, 1, 2).dataSet();

  @Test
  void countsCorrectLabels() {
    Evaluation evaluation = Evaluation.of(new Constant("sitting"), data);

    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.confusion().accuracy()).isEqualTo(0.5);
    assertThat(evaluation.confusion().recall(0)).hasValue(1);
    assertThat(evaluation.confusion().recall(1)).hasValue(0);
    assertThat(evaluation.confusion().recall(2)).isEmpty();
    assertThat(evaluation.confusion().count(1, 0)).isEqualTo(2);
  }

  @Test
  void countsALabelOutsideTheDataSetAsWrong() {
    Evaluation evaluation = Evaluation.of(new Constant("flying"), data);

    assertThat(evaluation.accuracy()).isZero();
    assertThat(evaluation.confusion().toText()).contains("2 x (another)");
  }

  @Test
  void showsRecallAndConfusions() {
    String text = Evaluation.of(new Constant("sitting"), data).confusion().toText();

    assertThat(text).containsPattern("1 sitting +100\\.00%");
    assertThat(text).containsPattern("2 standing +0\\.00% +2 x sitting\\R");
    assertThat(text).doesNotContain("jumping");
  }

  @Test
  void writesOneLinePerSegment() throws IOException {
    Path file = folder.resolve("predictions.csv");

    Evaluation.of(new Constant("sitting"), data).writePredictions(file);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "subject,activity,segment,label,predicted,confidence,logit:nothing,logit:sitting",
            "1,1,1,sitting,sitting,0.731059,0.0,1.0",
            "1,1,2,sitting,sitting,0.731059,0.0,1.0",
            "1,2,1,standing,sitting,0.731059,0.0,1.0",
            "1,2,2,standing,sitting,0.731059,0.0,1.0");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path file = folder.resolve("predictions.csv");
    Evaluation written = Evaluation.of(new Constant("sitting"), data);

    written.writePredictions(file);

    assertThat(Evaluation.read(file).predictions()).isEqualTo(written.predictions());
  }

  @Test
  void namesTheLineOfAnInvalidPrediction() throws IOException {
    Path file = folder.resolve("predictions.csv");
    Evaluation.of(new Constant("sitting"), data).writePredictions(file);
    Files.writeString(file, Files.readString(file).replace("1,2,1,standing", "1,x,1,standing"));
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n");

    assertThatThrownBy(() -> Evaluation.read(file))
        .hasMessageContaining("predictions.csv, line 4:")
        .hasMessageContaining("\"x\"");
    assertThatThrownBy(() -> Evaluation.read(other)).hasMessageContaining("does not begin with");
    Files.writeString(
        other, "subject,activity,segment,label,predicted,confidence\n1,1,1,sitting,sitting,1\n");
    assertThatThrownBy(() -> Evaluation.read(other)).hasMessageContaining("and logits");
  }

  @Test
  void theCoarseAccuracyIsThatOfTheLabelsGroup() {
    Coarse walking =
        new Coarse(
            List.of("sitting", "walking-parking-lot", "walking-treadmill-flat"),
            List.of(0.5f, 0.5f, 1f));
    DataSet both =
        new DataSet(
            new Recordings(10, 1, 1)
                .dataSet()
                .where(id -> id.activity() == 9 || id.activity() == 1)
                .segments());

    Evaluation evaluation = Evaluation.of(walking, both);

    assertThat(evaluation.accuracy()).isZero();
    assertThat(evaluation.coarseAccuracy()).isEqualTo(0.5);
    assertThat(Evaluation.of(new Constant("flying"), data).coarseAccuracy()).isZero();
  }

  @Test
  void logitsThatAreNotFiniteAreRejected() {
    Coarse overflowing =
        new Coarse(List.of("sitting", "standing"), List.of(Float.POSITIVE_INFINITY, 0f));

    assertThatThrownBy(() -> Evaluation.of(overflowing, data))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4 of 4 segments are NaN or infinite");
  }

  @Test
  void listsTheStandardCombinationsOfUnits() {
    assertThat(WornUnits.usual())
        .extracting(WornUnits::name)
        .containsExactly(
            "all-five",
            "torso",
            "right-arm",
            "left-arm",
            "right-leg",
            "left-leg",
            "both-arms",
            "both-legs",
            "torso-and-right-leg");
  }

  @Test
  void precisionRecallAndF1AreThoseComputedByHand() {
    ConfusionMatrix matrix = new ConfusionMatrix(List.of("sitting", "standing", "rowing"));
    for (int i = 0; i < 3; i++) {
      matrix.count("sitting", "sitting");
    }
    matrix.count("sitting", "standing");
    matrix.count("standing", "sitting");
    matrix.count("standing", "sitting");

    assertThat(matrix.precision(0)).hasValue(3 / 5.0);
    assertThat(matrix.recall(0)).hasValue(3 / 4.0);
    assertThat(matrix.f1(0).orElseThrow()).isCloseTo(2 * 0.6 * 0.75 / (0.6 + 0.75), within(1e-12));
    assertThat(matrix.precision(1)).hasValue(0);
    assertThat(matrix.f1(1)).hasValue(0);
    assertThat(matrix.precision(2)).isEmpty();
    assertThat(matrix.f1(2)).isEmpty();
  }

  @Test
  void refusesAnUnknownActualActivity() {
    ConfusionMatrix matrix = new ConfusionMatrix(List.of("sitting"));

    assertThatThrownBy(() -> matrix.count("flying", "sitting")).hasMessageContaining("flying");
  }

  @Test
  void refusesAFileThatIsNotAModelAndNamesIt() throws IOException {
    Path file = Files.writeString(folder.resolve("text.onnx"), "no model");

    assertThatThrownBy(() -> OnnxClassifier.open(file, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.onnx is not an ONNX model");
    assertThatThrownBy(() -> OnnxClassifier.open(folder.resolve("none.onnx"), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.onnx does not exist");
  }

  /** Predicts the same label for all segments. */
  private record Constant(String label) implements Classifier {

    @Override
    public List<String> labels() {
      return List.of("nothing", label);
    }

    @Override
    public float[][] batchLogits(List<Segment> segments) {
      return segments.stream().map(s -> new float[] {0, 1}).toArray(float[][]::new);
    }
  }

  /** Gives the same logits to all segments. */
  private record Coarse(List<String> labels, List<Float> row) implements Classifier {

    @Override
    public float[][] batchLogits(List<Segment> segments) {
      float[] logits = new float[row.size()];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = row.get(i);
      }
      return segments.stream().map(s -> logits).toArray(float[][]::new);
    }
  }
}
