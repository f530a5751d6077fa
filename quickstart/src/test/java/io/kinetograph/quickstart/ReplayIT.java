package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.recording.SyntheticRecordings;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From recordings over broker and app to labels, compared with the same model called directly. */
class ReplayIT {

  private static final int SEGMENTS = 7;

  @TempDir private Path folder = Path.of("");

  /** So noisy that labels differ from segment to segment. */
  private final SyntheticRecordings recordings =
      new SyntheticRecordings(List.of(1, 9, 19), List.of(2, 5), SEGMENTS, 8);

  @Test
  void labelsEverySegmentOnceAndAsTheModelAskedDirectly() throws Exception {
    recordings.writeFolder(folder);
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
    for (SyntheticRecordings.Id id : recordings.ids()) {
      lines.add(
          "%d,%d,%d,%s,%s"
              .formatted(
                  id.subject(),
                  id.activity(),
                  id.number(),
                  ActivityLabels.of(id.activity()),
                  model.label(recordings.values(id))));
    }
    return lines;
  }
}
