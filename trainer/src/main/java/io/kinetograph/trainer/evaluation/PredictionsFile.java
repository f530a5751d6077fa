package io.kinetograph.trainer.evaluation;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Predictions as CSV, a line a segment: {@code subject,activity,segment,label,predicted,confidence}
 * and a logit for every label of the classifier.
 */
final class PredictionsFile {

  private static final List<String> COLUMNS =
      List.of("subject", "activity", "segment", "label", "predicted", "confidence");

  private static final String LOGIT = "logit:";

  private PredictionsFile() {}

  static void write(Path file, List<String> labels, List<Prediction> predictions)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.join(",", COLUMNS)
            + String.join("", labels.stream().map(label -> "," + LOGIT + label).toList()));
    for (Prediction p : predictions) {
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%d,%s,%s,%.6f",
              p.id().subject(),
              p.id().activity(),
              p.id().number(),
              p.id().label(),
              p.predicted(),
              p.confidence()));
      p.logits().forEach(logit -> line.append(',').append(logit));
      lines.add(line.toString());
    }
    WholeFile.write(file, part -> Files.write(part, lines));
  }

  static Evaluation read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> header = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",", -1));
    if (header.size() <= COLUMNS.size() || !header.subList(0, COLUMNS.size()).equals(COLUMNS)) {
      throw new IOException(
          "%s does not begin with %s and logits".formatted(file, String.join(",", COLUMNS)));
    }
    List<String> labels =
        header.stream()
            .skip(COLUMNS.size())
            .map(column -> column.replaceFirst("^" + LOGIT, ""))
            .toList();
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] values = lines.get(i).split(",", -1);
      try {
        if (values.length != header.size()) {
          throw new IllegalArgumentException(
              "%d values, not %d".formatted(values.length, header.size()));
        }
        SegmentId id =
            new SegmentId(
                Integer.parseInt(values[1]),
                Integer.parseInt(values[0]),
                Integer.parseInt(values[2]));
        List<Float> logits =
            Arrays.stream(values).skip(COLUMNS.size()).map(Float::parseFloat).toList();
        predictions.add(Prediction.of(id, labels, logits));
      } catch (IllegalArgumentException e) {
        throw new IOException("%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
      }
    }
    return new Evaluation(labels, predictions);
  }
}
