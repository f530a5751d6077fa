package io.kinetograph.trainer.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.section;

import j2html.tags.DomContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Loss, learning rate and time of trainings. */
final class TrainingSection {

  private final String title;
  private final List<TrainingHistory> courses;

  TrainingSection(String title, List<TrainingHistory> courses) {
    this.title = title;
    this.courses = courses;
  }

  DomContent render() throws IOException {
    TrainingCharts charts = new TrainingCharts(courses);
    List<DomContent> parts = new ArrayList<>();
    parts.add(h2("Training of " + title));
    parts.add(Html.chart("Loss by step, " + title, charts.loss()));
    parts.add(Html.chart("Learning rate by step, " + title, charts.rate()));
    parts.add(time());
    return section(each(parts, part -> part));
  }

  private DomContent time() {
    List<String> header = new ArrayList<>(List.of("training", "epochs", "minutes", "s an epoch"));
    courses.get(0).phases().forEach(phase -> header.add(phase.name()));
    List<List<String>> rows = new ArrayList<>();
    for (TrainingHistory course : courses) {
      double total = course.totalSeconds();
      int epochs = course.epochSeconds().size();
      List<String> row = new ArrayList<>();
      row.add(course.name());
      row.add(Integer.toString(epochs));
      row.add(Numbers.fixed(total / 60, 1));
      row.add(epochs == 0 ? "–" : Numbers.fixed(total / epochs, 1));
      course
          .phases()
          .forEach(phase -> row.add(total > 0 ? Numbers.percent(phase.seconds() / total) : "–"));
      rows.add(row);
    }
    return Html.table("Training time and where it went, " + title, header, rows);
  }
}
