package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.evaluation.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts finished folds into a folder, as if they had been trained. */
final class Kept {

  private final Path run;
  private final String protocol;
  private final Map<String, String> planned;

  /** Folds of a protocol with some parts. */
  Kept(Path run, String protocol, String... parts) {
    this.run = run;
    this.protocol = protocol;
    this.planned = new LinkedHashMap<>();
    for (String part : parts) {
      planned.put(part, "what " + part + " keeps back");
    }
  }

  /**
   * Adds a fold.
   *
   * @param named for each segment {@code done>named} with the activities' numbers, such as {@code
   *     1>2}; the further left, the surer
   */
  void fold(int seed, String part, int epochs, Map<String, Double> worn, String... named)
      throws IOException {
    Path folder = run.resolve(protocol).resolve("seed-" + seed).resolve(part);
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    StringBuilder header = new StringBuilder("subject,activity,segment,label,predicted,confidence");
    ActivityLabels.all().forEach(label -> header.append(",logit:").append(label));
    lines.add(header.toString());
    for (int i = 0; i < named.length; i++) {
      String[] pair = named[i].split(">", -1);
      SegmentId id = new SegmentId(Integer.parseInt(pair[0]), 1, i + 1);
      int taken = Integer.parseInt(pair[1]);
      StringBuilder line = new StringBuilder();
      line.append("1,%d,%d,%s,%s,0.5".formatted(id.activity(), i + 1, id.label(), taken));
      for (int label = 1; label <= ActivityLabels.COUNT; label++) {
        line.append(label == taken ? "," + (named.length - i + 1) : ",0");
      }
      lines.add(line.toString());
    }
    Path predictions = folder.resolve("predictions.csv");
    Files.write(predictions, lines);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("seed", Integer.toString(seed));
    settings.put("epochs", Integer.toString(epochs));
    settings.put("holdout", "what " + part + " keeps back");
    new FoldFolder(folder)
        .keep(
            Evaluation.read(predictions),
            new FoldNotes(protocol, planned, List.of("a note"), settings, 100, 2.0 * seed, worn));
  }
}
