package io.kinetograph.trainer.report;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a report; it leaves out what has no source.
 *
 * @param results folders of protocols, each with {@code PROTOCOL/results.json}
 * @param run the folder of a training
 * @param modelSpeed what {@code model-speed --json} wrote
 * @param model an ONNX file with a model card
 * @param data the data set, to draw misclassified segments
 * @param notes what a reader must know to read the figures right, a sentence each
 * @param commands that produced the figures
 */
public record ReportSources(
    List<Path> results,
    @Nullable Path run,
    @Nullable Path modelSpeed,
    @Nullable Path model,
    @Nullable Path data,
    List<String> notes,
    List<String> commands) {

  /** Copies. */
  public ReportSources {
    results = List.copyOf(results);
    notes = List.copyOf(notes);
    commands = List.copyOf(commands);
  }
}
