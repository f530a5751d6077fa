package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.recordings.dataset.ActivityLabels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: recordings to broker to app to labels, against the same model asked directly. */
class ReplayIT {

  private static final int SEGMENTS = 7;

  @TempDir private Path folder = Path.of("");

  private final Map<String, float[]> recorded = new LinkedHashMap<>();

  @BeforeEach
  void record() throws Exception {
    for (int subject : new int[] {2, 5}) {
      for (int activity : new int[] {1, 9, 19}) {
        for (int number = 1; number <= SEGMENTS; number++) {
          String line =
              "%d,%d,%d,%s".formatted(subject, activity, number, ActivityLabels.of(activity));
          Path file = SyntheticRecordings.file(folder, activity, subject, number);
          recorded.put(line, SyntheticRecordings.write(file, line.hashCode()));
        }
      }
    }
  }

  @Test
  void labelsEverySegmentOnceAndAsTheModelAskedDirectly() throws Exception {
    OneLayerModel model = OneLayerModel.write(folder.resolve("model.onnx"));

    assertThat(replay(model)).isEqualTo(0);
    assertThat(predictions()).containsExactlyInAnyOrderElementsOf(expected(model));

    // Once more, over the topics of the first run: what is dated before its end is not late.
    assertThat(replay(model)).isEqualTo(0);
    assertThat(predictions()).containsExactlyInAnyOrderElementsOf(expected(model));
  }

  private int replay(OneLayerModel model) {
    return QuickstartCommand.execute(
        "--replay=" + folder,
        "--speed=max",
        "--plain",
        "--no-dashboard",
        "--data-dir=" + folder.resolve("quickstart"),
        "--predictions=" + folder.resolve("predictions.csv"),
        "--set=model.file=" + model.file());
  }

  private List<String> predictions() throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve("predictions.csv"));
    assertThat(lines.get(0)).isEqualTo("subject,activity,segment,label,predicted");
    return lines.subList(1, lines.size());
  }

  private List<String> expected(OneLayerModel model) throws Exception {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, float[]> segment : recorded.entrySet()) {
      lines.add(segment.getKey() + "," + model.label(segment.getValue()));
    }
    return lines;
  }
}
