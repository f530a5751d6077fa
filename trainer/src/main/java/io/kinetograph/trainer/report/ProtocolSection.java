package io.kinetograph.trainer.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Confusion;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MeanAndDeviation;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Misclassification;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What one protocol came to: folds, activities, confusion, worn units and mistakes. */
final class ProtocolSection {

  /** Enough colour to be seen, and little enough that text is read on it in light and dark. */
  private static final double STRONGEST = 0.5;

  private final KeptProtocol kept;
  private final CrossValidationResults results;
  private final Map<String, byte[]> pictures;

  ProtocolSection(KeptProtocol kept, Map<String, byte[]> pictures) {
    this.kept = kept;
    this.results = kept.results();
    this.pictures = pictures;
  }

  DomContent render() {
    List<DomContent> parts = new ArrayList<>();
    parts.add(h2("Protocol " + kept.title()));
    parts.add(p(summary()));
    parts.add(p(gaps()).withClass("gaps"));
    parts.add(folds());
    parts.add(activities());
    parts.add(confusion());
    if (!results.wornUnits().isEmpty()) {
      parts.add(worn());
    }
    if (!results.misclassifications().isEmpty()) {
      parts.add(mistakes());
      parts.addAll(drawn());
    }
    parts.add(settings());
    return section(each(parts, part -> part));
  }

  private String summary() {
    MeanAndDeviation seeds = results.accuracyOverSeeds();
    String over =
        seeds == null || seeds.standardDeviation() == null
            ? ""
            : "; over %d seeds %s".formatted(seeds.count(), Numbers.percent(seeds));
    return "Accuracy %s over %d folds (mean ± standard deviation of a sample)%s. Of %d segments together %s are named right; macro F1 %s."
        .formatted(
            Numbers.percent(results.accuracy()),
            results.accuracy().count(),
            over,
            results.segments(),
            Numbers.percent(results.pooledAccuracy()),
            Numbers.fixed(results.macroF1(), 4));
  }

  private String gaps() {
    List<String> gaps = new ArrayList<>();
    gaps.add(
        results.missing().isEmpty()
            ? "No fold that was asked for is missing."
            : "Missing folds: " + String.join(", ", results.missing()) + ".");
    if (!results.notes().isEmpty()) {
      gaps.add(String.join("; ", results.notes()) + ".");
    }
    Coverage.of(results).ifPresent(gaps::add);
    return String.join(" ", gaps);
  }

  private DomContent folds() {
    List<List<String>> rows = new ArrayList<>();
    results
        .folds()
        .forEach(
            fold -> {
              Double seconds = fold.secondsPerEpoch();
              rows.add(
                  List.of(
                      fold.name(),
                      Integer.toString(fold.trainingSegments()),
                      Integer.toString(fold.testSegments()),
                      Numbers.percent(fold.accuracy()),
                      seconds == null ? "–" : Numbers.fixed(seconds, 1)));
            });
    results.missing().forEach(name -> rows.add(List.of(name, "–", "–", "missing", "–")));
    Double deviation = results.accuracy().standardDeviation();
    MeanAndDeviation seconds = results.secondsPerEpoch();
    rows.add(
        List.of(
            "mean of those done",
            "",
            "",
            Numbers.percent(results.accuracy().mean()),
            seconds == null ? "–" : Numbers.fixed(seconds.mean(), 1)));
    rows.add(List.of("standard deviation", "", "", Numbers.percent(deviation), ""));
    return Html.table(
        "Folds of " + kept.title(),
        List.of("fold", "learned from", "n, kept back", "accuracy", "seconds an epoch"),
        rows);
  }

  private DomContent activities() {
    return Html.table(
        "Activities under %s, all folds together".formatted(kept.title()),
        List.of("activity", "n", "precision", "recall", "F1"),
        results.activities().stream()
            .map(
                a ->
                    List.of(
                        a.activity(),
                        Integer.toString(a.segments()),
                        Numbers.percent(a.precision()),
                        Numbers.percent(a.recall()),
                        Numbers.percent(a.f1())))
            .toList());
  }

  private DomContent confusion() {
    Confusion confusion = results.confusion();
    List<String> names = confusion.activities();
    String title =
        "Confusion under %s: a row an activity that was done, a column one that was named"
            .formatted(kept.title());
    return Html.scrolling(
        title,
        table(
                caption(title),
                thead(
                    tr(
                        th("done \\ named").attr("scope", "col"),
                        each(names, name -> th(name).attr("scope", "col")))),
                tbody(
                    each(
                        IntStream.range(0, names.size())
                            .mapToObj(row -> confusionRow(confusion, row)))))
            .withClass("confusion"));
  }

  private static DomContent confusionRow(Confusion confusion, int row) {
    List<Integer> counts = confusion.counts().get(row);
    int total = Math.max(1, counts.stream().mapToInt(count -> count).sum());
    Stream<DomContent> cells =
        IntStream.range(0, counts.size())
            .mapToObj(column -> cell(counts.get(column), total, row == column));
    return tr(th(confusion.activities().get(row)).attr("scope", "row"), each(cells));
  }

  /** Right ones in blue, mistakes in orange; few mistakes must be seen too. */
  private static DomContent cell(int count, int total, boolean right) {
    if (count == 0) {
      return td("0").attr("style", "opacity:.4");
    }
    double strength = STRONGEST * (right ? 1.0 * count / total : Math.sqrt(1.0 * count / total));
    return td(Integer.toString(count))
        .attr(
            "style",
            String.format(
                Locale.ROOT,
                "background:rgba(%s,%.2f)",
                right ? "31,119,180" : "230,100,0",
                Math.max(0.1, strength)));
  }

  private DomContent worn() {
    return Html.table(
        "Accuracy by worn units under " + kept.title(),
        List.of("worn", "accuracy", "folds"),
        results.wornUnits().stream()
            .map(
                worn ->
                    List.of(
                        worn.units(),
                        Numbers.percent(worn.accuracy()),
                        Integer.toString(worn.accuracy().count())))
            .toList());
  }

  private DomContent mistakes() {
    return Html.table(
        "The surest mistakes under " + kept.title(),
        List.of("segment", "done", "named", "confidence", "fold"),
        results.misclassifications().stream()
            .map(
                m ->
                    List.of(
                        m.segment(),
                        m.activity(),
                        m.predicted(),
                        Numbers.percent(m.confidence()),
                        m.fold()))
            .toList());
  }

  private List<DomContent> drawn() {
    List<DomContent> figures = new ArrayList<>();
    for (Misclassification mistake : results.misclassifications()) {
      byte[] png = pictures.get(mistake.segment());
      if (png != null) {
        figures.add(picture(mistake, png));
      }
    }
    return figures;
  }

  private static DomContent picture(Misclassification mistake, byte[] png) {
    String text =
        "%s: %s, named %s with %s"
            .formatted(
                mistake.segment(),
                mistake.activity(),
                mistake.predicted(),
                Numbers.percent(mistake.confidence()));
    return figure(
            ol(each(
                    Stream.of(BodyUnit.values())
                        .map(unit -> li(unit.name().toLowerCase(Locale.ROOT).replace('_', ' ')))))
                .attr("aria-label", "rows from above, three axes each"),
            Html.png("Acceleration of 5 seconds as gray pixels, " + text, png),
            figcaption(text))
        .withClass("mistake");
  }

  private DomContent settings() {
    return Html.words(
        "Settings of the trainings of " + kept.title(),
        List.of("setting", "value"),
        results.settings().entrySet().stream()
            .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
            .toList());
  }
}
