// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.file.AtomicFile;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the model card as one HTML file that loads nothing: the template {@code report.html},
 * filled with the results of earlier commands. It measures and trains nothing.
 */
public final class Report {

  private static final String TEMPLATE = "io/kinetograph/trainer/report/report.html";

  private final Sources sources;

  /** Creates a report of these sources. */
  public Report(Sources sources) {
    this.sources = sources;
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @param file replaced if it exists; unchanged on an error
   * @throws IOException if a source cannot be read or the file not be written; the message names it
   */
  public void write(Path file) throws IOException {
    AtomicFile.requireWritable(file);
    String page = render(ReportContent.read(sources));
    AtomicFile.write(file, part -> Files.writeString(part, page));
  }

  /** The template escapes every value, and fails on names that do not exist. */
  private static String render(ReportContent content) throws IOException {
    PebbleEngine engine =
        new PebbleEngine.Builder()
            .loader(new ClasspathLoader(Report.class.getClassLoader()))
            .extension(new ReportFilters())
            .autoEscaping(true)
            .strictVariables(true)
            .defaultLocale(Locale.ROOT)
            .build();
    Map<String, Object> values = new HashMap<>();
    values.put("content", content);
    values.put("published", PublishedResult.all());
    values.put("activities", ActivityLabels.COUNT);
    values.put("subjects", SegmentId.SUBJECTS);
    values.put("segments", SegmentId.SEGMENTS);
    values.put("units", units());
    StringWriter page = new StringWriter();
    engine.getTemplate(TEMPLATE).evaluate(page, values);
    return page.toString();
  }

  private static List<String> units() {
    return Arrays.stream(BodyUnit.values())
        .map(unit -> unit.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .toList();
  }

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
  public record Sources(
      List<Path> results,
      @Nullable Path run,
      @Nullable Path modelSpeed,
      @Nullable Path model,
      @Nullable Path data,
      List<String> notes,
      List<String> commands) {

    public Sources {
      results = List.copyOf(results);
      notes = List.copyOf(notes);
      commands = List.copyOf(commands);
    }
  }

  /**
   * A published result on the same data set.
   *
   * @param protocol our protocol that is most similar
   * @param how the publication's own protocol
   * @param who published it
   * @param percent accuracy
   */
  record PublishedResult(String protocol, String how, String who, double percent) {

    /** Each figure is the best of its paper under its protocol. */
    static List<PublishedResult> all() {
      String paper = "Barshan and Yuksek 2014, acceleration only";
      String pairs = "train on six subjects, test on two, mean of four";
      return List.of(
          new PublishedResult(
              "random", "one random split", "the article, ResNet34 with ImageNet weights", 98.7),
          new PublishedResult("rrss", "repeated random sub-sampling", paper, 93.3),
          new PublishedResult("kfold", "10-fold cross-validation", paper, 95.5),
          new PublishedResult("loso", "leave one subject out", paper, 81.0),
          new PublishedResult("pairs", pairs, "SDMix, 45 channels, tuned for each pair", 93.28),
          new PublishedResult("pairs", pairs, "DDLearn, 45 channels", 92.02));
    }
  }
}
