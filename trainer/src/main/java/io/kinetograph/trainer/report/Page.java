package io.kinetograph.trainer.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.code;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import io.kinetograph.inference.ModelCard;
import io.kinetograph.recordings.dataset.ActivityLabels;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.evaluation.SpeedFile;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** The whole report as one HTML page that loads nothing. */
final class Page {

  private static final String TITLE = "Kinetograph: the model's card";

  private final ReportContent content;

  Page(ReportContent content) {
    this.content = content;
  }

  String render() throws IOException {
    List<DomContent> parts = new ArrayList<>();
    parts.add(h1(TITLE));
    parts.add(model());
    parts.add(data());
    if (!content.protocols().isEmpty()) {
      parts.add(comparison());
    }
    if (!content.notes().isEmpty()) {
      parts.add(
          section(h2("To read the figures right"), each(content.notes(), note -> p(note)))
              .withId("notes"));
    }
    content
        .protocols()
        .forEach(k -> parts.add(new ProtocolSection(k, content.pictures()).render()));
    for (ReportContent.Trainings trainings : content.trainings()) {
      parts.add(new TrainingSection(trainings.title(), trainings.courses()).render());
    }
    SpeedFile speed = content.speed();
    if (speed != null) {
      parts.add(speed(speed));
    }
    if (!content.commands().isEmpty()) {
      parts.add(
          section(
              h2("Commands that made the figures"),
              pre(code(String.join("\n", content.commands())))));
    }
    List<String> absent = absent();
    if (!absent.isEmpty()) {
      parts.add(p("Not measured: " + String.join(", ", absent) + ".").withId("not-measured"));
    }
    return document(
        html(
                head(
                    meta().withCharset("utf-8"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    // Keeps the promise that nothing is loaded, whatever a name holds.
                    meta()
                        .attr("http-equiv", "Content-Security-Policy")
                        .withContent(
                            "default-src 'none'; img-src data:; style-src 'unsafe-inline'"),
                    title(TITLE),
                    style(rawHtml(css()))),
                body(main(each(parts, part -> part))))
            .withLang("en"));
  }

  private DomContent model() {
    List<DomContent> parts = new ArrayList<>();
    parts.add(h2("What the model is"));
    parts.add(
        p(
            "A ResNet34 that names what a person is doing from 5 seconds of acceleration. It sees"
                + " them as one gray picture of 15 x 125 pixels: five body units with three axes"
                + " each, 25 samples a second."));
    ReportedModel file = content.model();
    if (file != null) {
      ModelCard card = file.card();
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("file", file.name()));
      rows.add(List.of("version", card.version()));
      rows.add(List.of("created", card.created().toString()));
      rows.add(List.of("precision", file.precision()));
      rows.add(List.of("size", Numbers.megabytes(file.bytes())));
      rows.add(
          List.of(
              "pixels from black to white",
              "%s to %s m/s²"
                  .formatted(
                      Numbers.fixed(card.scale().min(), 2), Numbers.fixed(card.scale().max(), 2))));
      rows.add(List.of("trained on", card.trainingData()));
      card.accuracy()
          .forEach(
              (protocol, share) ->
                  rows.add(List.of("accuracy, " + protocol, Numbers.percent(share))));
      rows.add(List.of("labels", String.join(", ", card.labels())));
      parts.add(Html.words("The model file", List.of("entry", "value"), rows));
    }
    return section(each(parts, part -> part));
  }

  private DomContent data() {
    int whole = ActivityLabels.COUNT * SegmentId.SUBJECTS * SegmentId.SEGMENTS;
    List<DomContent> parts = new ArrayList<>();
    parts.add(h2("Data"));
    parts.add(
        p(
            "UCI Daily and Sports Activities (B. Barshan and K. Altun, CC BY 4.0), acceleration"
                + " only: %d activities by %d subjects, %d segments of 5 seconds each, %d in all."
                    .formatted(
                        ActivityLabels.COUNT, SegmentId.SUBJECTS, SegmentId.SEGMENTS, whole)));
    for (KeptProtocol kept : content.protocols()) {
      TreeSet<Integer> sizes = new TreeSet<>();
      kept.results()
          .folds()
          .forEach(fold -> sizes.add(fold.trainingSegments() + fold.testSegments()));
      parts.add(
          p(
              "%s had %s of these %d segments."
                  .formatted(
                      kept.title(),
                      String.join(" or ", sizes.stream().map(String::valueOf).toList()),
                      whole)));
    }
    return section(each(parts, part -> part));
  }

  private DomContent comparison() {
    List<List<String>> rows = new ArrayList<>();
    for (PublishedResult published : PublishedResult.all()) {
      rows.add(
          List.of(
              published.who(),
              published.how(),
              published.protocol(),
              Numbers.fixed(published.percent(), 2) + " %",
              ""));
    }
    for (KeptProtocol kept : content.protocols()) {
      int missing = kept.results().missing().size();
      rows.add(
          List.of(
              "this project, " + kept.run(),
              ours(kept),
              kept.results().protocol(),
              Numbers.percent(kept.results().accuracy()),
              "%d done, %d missing".formatted(kept.results().folds().size(), missing)));
    }
    // A stable sort: others' figures stay before ours.
    rows.sort((a, b) -> Integer.compare(order(a.get(2)), order(b.get(2))));
    return section(
        h2("Beside published figures on the same data set"),
        p(
            "Compare within a protocol only: under random, rrss and kfold the network has seen the"
                + " wearers, under loso and pairs it has not. PublishedResult figures of loso and"
                + " pairs are over all eight subjects."),
        Html.words(
            "Accuracy by protocol", List.of("who", "how", "protocol", "accuracy", "folds"), rows));
  }

  /** What a reader must know before comparing. */
  private static String ours(KeptProtocol kept) {
    List<String> notes = new ArrayList<>(kept.results().notes());
    Coverage.of(kept.results()).ifPresent(notes::add);
    return String.join("; ", notes);
  }

  private static int order(String protocol) {
    int place = ReportContent.PROTOCOLS.indexOf(protocol);
    return place < 0 ? ReportContent.PROTOCOLS.size() : place;
  }

  private static DomContent speed(SpeedFile file) {
    return section(
        h2("Size and speed by precision"),
        p(
            "One thread on the CPU; the median of %d rounds of at least %d ms, files taking turns."
                .formatted(file.rounds(), file.roundMillis())),
        Html.table(
            "Model files",
            List.of("file", "size", "batch", "pictures/s", "pictures per CPU second", "rounds"),
            file.speeds().stream()
                .map(
                    s ->
                        List.of(
                            s.file(),
                            Numbers.megabytes(s.bytes()),
                            Integer.toString(s.batch()),
                            Numbers.fixed(s.picturesPerSecond(), 0),
                            Numbers.fixed(s.picturesPerCpuSecond(), 0),
                            "%s to %s"
                                .formatted(
                                    Numbers.fixed(s.slowest(), 0), Numbers.fixed(s.fastest(), 0))))
                .toList()));
  }

  private List<String> absent() {
    List<String> absent = new ArrayList<>();
    for (String protocol : ReportContent.PROTOCOLS) {
      if (content.protocols().stream().noneMatch(k -> k.results().protocol().equals(protocol))) {
        absent.add("protocol " + protocol);
      }
    }
    if (content.protocols().stream().allMatch(kept -> kept.results().wornUnits().isEmpty())) {
      absent.add("accuracy by worn units");
    }
    if (content.trainings().isEmpty()) {
      absent.add("loss, learning rate and training time");
    }
    if (content.speed() == null) {
      absent.add("size and speed by precision");
    }
    if (content.model() == null) {
      absent.add("the model file");
    }
    return absent;
  }

  private static String css() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
