// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.evaluation;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.evaluation.Evaluation.Prediction;
import io.kinetograph.trainer.file.CsvFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Predictions as CSV, one line per segment: {@code
 * subject,activity,segment,label,predicted,confidence} and a logit for each label of the
 * classifier.
 */
final class PredictionsCsv {

  private static final List<String> COLUMNS =
      List.of("subject", "activity", "segment", "label", "predicted", "confidence");
  private static final String LOGIT = "logit:";

  private PredictionsCsv() {}

  static void write(Path file, List<String> labels, List<Prediction> predictions)
      throws IOException {
    List<String> header = new ArrayList<>(COLUMNS);
    labels.forEach(label -> header.add(LOGIT + label));
    CsvFile.write(file, header, predictions.stream().map(PredictionsCsv::row).toList());
  }

  private static List<Object> row(Prediction prediction) {
    SegmentId id = prediction.id();
    return Stream.concat(
            Stream.<Object>of(
                id.subject(),
                id.activity(),
                id.number(),
                id.label(),
                prediction.predicted(),
                String.format(Locale.ROOT, "%.6f", prediction.confidence())),
            prediction.logits().stream())
        .toList();
  }

  static Evaluation read(Path file) throws IOException {
    CsvFile csv = CsvFile.read(file);
    List<String> header = csv.header();
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
    for (int i = 0; i < csv.rows().size(); i++) {
      List<String> cells = csv.rows().get(i);
      try {
        SegmentId id =
            new SegmentId(
                Integer.parseInt(cells.get(1)),
                Integer.parseInt(cells.get(0)),
                Integer.parseInt(cells.get(2)));
        List<Float> logits = cells.stream().skip(COLUMNS.size()).map(Float::parseFloat).toList();
        predictions.add(Prediction.of(id, labels, logits, 1));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            String.format(Locale.ROOT, "%s, line %d: %s", file, csv.line(i), e.getMessage()), e);
      }
    }
    return new Evaluation(labels, predictions);
  }
}
