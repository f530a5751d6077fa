package io.kinetograph.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.dataset.DataSet;
import io.kinetograph.trainer.dataset.Recordings;
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
  void countsWhatIsNamedRight() {
    Evaluation evaluation = Evaluation.of(new Constant("sitting"), data);

    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.confusion().accuracy()).isEqualTo(0.5);
    assertThat(evaluation.confusion().recall(0)).hasValue(1);
    assertThat(evaluation.confusion().recall(1)).hasValue(0);
    assertThat(evaluation.confusion().recall(2)).isEmpty();
    assertThat(evaluation.confusion().count(1, 0)).isEqualTo(2);
  }

  @Test
  void aLabelThatTheDataSetDoesNotKnowIsWrong() {
    Evaluation evaluation = Evaluation.of(new Constant("flying"), data);

    assertThat(evaluation.accuracy()).isZero();
    assertThat(evaluation.confusion().toText()).contains("2 x (another)");
  }

  @Test
  void showsRecallAndWhatWasTakenForWhat() {
    String text = Evaluation.of(new Constant("sitting"), data).confusion().toText();

    assertThat(text).containsPattern("1 sitting +100\\.00 %");
    assertThat(text).containsPattern("2 standing +0\\.00 % +2 x sitting;");
    assertThat(text).doesNotContain("jumping");
  }

  @Test
  void writesALineASegment() throws IOException {
    Path file = folder.resolve("predictions.csv");

    Evaluation.of(new Constant("sitting"), data).writePredictions(file);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "subject,activity,segment,label,predicted",
            "1,1,1,sitting,sitting",
            "1,1,2,sitting,sitting",
            "1,2,1,standing,sitting",
            "1,2,2,standing,sitting");
  }

  @Test
  void refusesATruthThatIsNoActivity() {
    ConfusionMatrix matrix = new ConfusionMatrix(List.of("sitting"));

    assertThatThrownBy(() -> matrix.count("flying", "sitting")).hasMessageContaining("flying");
  }

  @Test
  void namesAFileThatIsNoModel() throws IOException {
    Path file = Files.writeString(folder.resolve("text.onnx"), "no model");

    assertThatThrownBy(() -> OnnxClassifier.open(file, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.onnx is no model");
    assertThatThrownBy(() -> OnnxClassifier.open(folder.resolve("none.onnx"), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.onnx: no such file");
  }

  /** Names everything the same. */
  private record Constant(String label) implements Classifier {

    @Override
    public List<String> labels() {
      return List.of("nothing", label);
    }

    @Override
    public float[][] logits(List<Segment> segments) {
      return segments.stream().map(s -> new float[] {0, 1}).toArray(float[][]::new);
    }
  }
}
