// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.recording.SyntheticRecordings;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From recordings over broker and app to labels, compared with the model computed here. */
class ReplayIT {

  private static final int SEGMENTS = 7;
  private static final String VERSION = "tiny-3";

  @TempDir private Path folder = Path.of("");

  /** So noisy that labels differ from segment to segment. */
  private final SyntheticRecordings recordings =
      new SyntheticRecordings(List.of(1, 9, 19), List.of(2, 5), SEGMENTS, 8);

  @Test
  void labelsEverySegmentOnceAndAsTheModelComputedHere() throws Exception {
    recordings.writeFolder(folder);
    new TinyModel(VERSION, ActivityLabels.all()).write(folder.resolve("model.onnx"));

    assertThat(replay()).isEqualTo(0);
    assertThat(predictions()).containsExactlyInAnyOrderElementsOf(expected());

    // Once more, over the topics of the first run: what is dated before its end is not late.
    assertThat(replay()).isEqualTo(0);
    assertThat(predictions()).containsExactlyInAnyOrderElementsOf(expected());
  }

  private int replay() {
    return QuickstartCommand.execute(
        "--replay=" + folder,
        "--speed=max",
        "--plain",
        "--no-dashboard",
        "--data-dir=" + folder.resolve("quickstart"),
        "--predictions=" + folder.resolve("predictions.csv"),
        "--set=model.file=" + folder.resolve("model.onnx"));
  }

  private List<String> predictions() throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve("predictions.csv"));
    assertThat(lines.get(0)).isEqualTo("subject,activity,segment,label,predicted");
    return lines.subList(1, lines.size());
  }

  private List<String> expected() {
    List<String> lines = new ArrayList<>();
    for (SyntheticRecordings.Id id : recordings.ids()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d,%d,%d,%s,%s",
              id.subject(),
              id.activity(),
              id.number(),
              ActivityLabels.of(id.activity()),
              label(recordings.values(id))));
    }
    return lines;
  }

  private static String label(float[] values) {
    double[] logits = TinyModel.logits(VERSION, ActivityLabels.all(), Segment.measured(0, values));
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return ActivityLabels.all().get(best);
  }
}
