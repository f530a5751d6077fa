// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.report.Report.Sources;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

  private static final String STEPS =
      "step,epoch,learning_rate,loss\n0,1,0.001,3.2\n10,1,0.002,1.1\n";
  private static final String METRICS =
      "epoch,seconds,waiting_seconds,forward_seconds,backward_seconds,update_seconds,"
          + "evaluation_seconds,checkpoint_seconds\n1,50,1,10,30,5,0,0\n2,50,1,10,30,5,0,0\n";

  private static final List<String> NOTES =
      List.of("Settings were chosen on <subject> 3.", "Trained on one core.");

  @TempDir private Path folder = Path.of("");

  @Test
  void showsFoldsActivitiesConfusionAndWornUnits() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of());

    Document page = page(List.of(run()), null, null, null);

    assertThat(row(page, "Folds of", "seed-1/subject-1"))
        .containsExactly("40", "5", "81.25%", "12.5");
    assertThat(row(page, "Folds of", "seed-1/subject-2")).containsExactly("41", "3", "93.75%", "–");
    assertThat(row(page, "Folds of", "mean")).contains("87.50%");
    assertThat(row(page, "Folds of", "standard deviation")).contains("8.84%");
    assertThat(row(page, "Activities under", "sitting"))
        .containsExactly("4", "75.00%", "50.00%", "60.00%");
    assertThat(row(page, "Activities under", "rowing")).containsExactly("4", "62.50%", "–", "–");
    assertThat(row(page, "Confusion under", "sitting")).containsExactly("2", "2");
    assertThat(row(page, "Confusion under", "rowing")).containsExactly("1", "3");
    assertThat(row(page, "Accuracy by worn units", "both-arms"))
        .containsExactly("43.21% ± 1.00", "2");
    assertThat(row(page, "Accuracy by mounting", "upside-down"))
        .containsExactly("34.56% ± 2.00", "45.67% ± 3.00", "2");
    assertThat(page.text()).contains("How the units are worn", "coarse accuracy 91.25% ± 1.00");
    assertThat(row(page, "Misclassifications with the highest confidence", "a01/p1/s02"))
        .containsExactly("sitting", "rowing", "98.70%", "seed-1/subject-1");
    assertThat(page.text()).contains("86.25% have the right label", "macro F1 0.5432");
  }

  @Test
  void showsHowWellTheConfidencesAreCalibrated() throws IOException {
    Path results = ReportResults.write(run(), "loso", "rowing", List.of()).resolve("results.json");

    Document page = page(List.of(run()), null, null, null);

    assertThat(row(page, "Expected calibration error", "as-recorded"))
        .containsExactly("0.4000", "0.1234", "50.00%", "2.34%");
    assertThat(page.text()).contains("the temperature is 0.813");
    assertThat(page.select(".chart figcaption").eachText())
        .hasSize(2)
        .satisfiesExactly(
            caption -> assertThat(caption).startsWith("Reliability diagram, loso (run)"),
            caption -> assertThat(caption).startsWith("Risk-coverage curve, loso (run)"));
    for (Element chart : page.select(".chart img")) {
      assertThat(image(chart).getWidth()).isEqualTo(600);
    }

    Files.writeString(
        results,
        Files.readString(results)
            .replaceFirst(
                "(?s)\"calibration\" : \\{.*?\"secondsPerEpoch\"", "\"secondsPerEpoch\""));
    Document old = page(List.of(run()), null, null, null);
    assertThat(old.text()).doesNotContain("Expected calibration error");
    assertThat(old.select("#not-measured").text()).contains("calibration of the confidences");
  }

  @Test
  void showsHowWellLeftOutActivitiesAreDetected() throws IOException {
    ReportResults.write(run(), "unknown", "rowing", List.of());

    Document page = page(List.of(run()), null, null, null);

    String table = "Detection of activities left out under unknown";
    assertThat(row(page, table, "sitting")).containsExactly("0.9876", "0.8765");
    assertThat(row(page, table, "rowing")).containsExactly("0.5678", "–");
    assertThat(row(page, table, "mean")).containsExactly("0.7777", "–");
    assertThat(page.text()).contains("The worst is rowing.");
    assertThat(page.select("#not-measured").text()).doesNotContain("unknown");
    assertThat(page.select("table:has(caption:contains(Accuracy by protocol)) td").eachText())
        .contains("loso")
        .doesNotContain("unknown");
  }

  @Test
  void showsTheNotesForReadingTheFigures() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of());

    Document page = page(List.of(run()), null, null, null);

    assertThat(page.select("#notes p").eachText()).isEqualTo(NOTES);
  }

  @Test
  void separatesTheNotesOfAProtocol() throws IOException {
    Path results = ReportResults.write(run(), "pairs", "rowing", List.of()).resolve("results.json");
    Files.writeString(
        results,
        Files.readString(results)
            .replaceAll(
                "\"notes\" : \\[ \\]", "\"notes\" : [\"pair 1 is short\", \"pair 2 is out\"]"));

    Document page = page(List.of(run()), null, null, null);

    assertThat(row(page, "Accuracy by protocol", "this project, run"))
        .contains("pair 1 is short; pair 2 is out");
    assertThat(page.text()).contains("is missing. pair 1 is short; pair 2 is out.");
  }

  @Test
  void comparesItsAccuracyWithPublishedOnesOfTheSameProtocol() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of());

    List<String> rows =
        table(page(List.of(run()), null, null, null), "Accuracy by protocol")
            .select("tbody tr")
            .eachText();

    assertThat(rows).hasSize(7);
    assertThat(rows.get(3)).contains("Barshan and Yuksek", "loso", "81.00%");
    assertThat(rows.get(4)).contains("this project, run", "loso", "87.50% ± 8.84", "2 done");
    assertThat(rows.get(5)).contains("SDMix", "93.28%");
  }

  @ParameterizedTest
  @CsvSource({
    "kfold, fold:1:3, 3 folds",
    "random, random:0.5, share 0.5",
    "rrss, repeat:1:0.3333333333333333, share 0.333",
    "rrss, repeat:1:0.2, share 0.2",
  })
  void saysHowARandomProtocolSplits(String protocol, String testSet, String how)
      throws IOException {
    Path results =
        ReportResults.write(run(), protocol, "rowing", List.of()).resolve("results.json");
    Files.writeString(
        results, Files.readString(results).replaceAll("\"subject:\\d\"", '"' + testSet + '"'));

    List<String> row =
        row(page(List.of(run()), null, null, null), "Accuracy by protocol", "this project, run");

    assertThat(row).startsWith(how, protocol);
  }

  @Test
  void namesTheFileOfAnUnknownTestSet() throws IOException {
    Path results = ReportResults.write(run(), "kfold", "rowing", List.of()).resolve("results.json");
    Files.writeString(
        results, Files.readString(results).replaceFirst("\"subject:1\"", "\"fold:4:3\""));

    assertThatThrownBy(() -> page(List.of(run()), null, null, null))
        .isInstanceOf(IOException.class)
        .hasMessage(results + ": fold 4 is not from 1 to 3");
  }

  @Test
  void namesTheNetworkOfTheResultsAndOfTheModelFile() throws IOException {
    Path results = ReportResults.write(run(), "loso", "rowing", List.of()).resolve("results.json");
    String written = Files.readString(results);
    String and = " and a linear discriminant of segment statistics";

    assertThat(page(List.of(run()), null, null, null).text()).contains("A residual network" + and);
    for (String size : List.of("resnet34", "8:1,1,1,1")) {
      Files.writeString(
          results, written.replaceFirst("(\"epochs\" : )", "\"network\" : \"" + size + "\", $1"));
      assertThat(page(List.of(run()), null, null, null).text())
          .contains("A " + NetworkSize.parse(size).title() + and);
    }
    Path file = model("UCI, 9 segments; ResNet34, 2 of 2 epochs, seed 1");
    Path output = folder.resolve("page.html");
    new Report(new Sources(List.of(run()), null, null, file, null, NOTES, List.of())).write(output);
    assertThat(Jsoup.parse(Files.readString(output)).text())
        .contains("A ResNet 8:1,1,1,1 or ResNet34" + and);
  }

  @Test
  void showsMissingFoldsAndSubjectsThatWereNotLeftOut() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of("seed-1/subject-3"));

    Document page = page(List.of(run()), null, null, null);

    assertThat(page.select(".gaps").text())
        .contains("Missing folds: seed-1/subject-3.")
        .contains("these were never left out: 3, 4, 5, 6, 7, 8.");
    assertThat(row(page, "Folds of", "seed-1/subject-3")).contains("missing");
    assertThat(page.text()).contains("2 done, 1 missing");
  }

  @Test
  void namesWhatIsNotMeasured() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of());

    String absent = page(List.of(run()), null, null, null).select("#not-measured").text();

    assertThat(absent)
        .startsWith("Not measured: protocol random, protocol rrss, protocol kfold, protocol pairs,")
        .contains("loss, learning rate", "size and speed by precision", "the model file")
        .doesNotContain("loso", "worn", "mounting", "calibration");
  }

  @Test
  void escapesNamesEverywhere() throws IOException {
    String evil = "<script>alert('x')</script>\" onload=\"y";
    ReportResults.write(run(), "loso", evil, List.of("<img src=http://a/>"));
    Path data = new Recordings(1, 1, 2).zip(folder.resolve("data.zip"));

    Document page = page(List.of(run()), null, null, data, "<b>cat</b> & 'dog'");

    assertThat(page.select("script, b, [onload], img[src^=http]")).isEmpty();
    assertThat(row(page, "Confusion under", evil)).containsExactly("1", "3");
    assertThat(page.select(".segment img").attr("alt")).contains(evil);
    assertThat(page.select("pre").text()).isEqualTo("<b>cat</b> & 'dog'");
  }

  @Test
  void loadsNoOtherFilesAndNamesTheRowsAndColumnsOfItsTables() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of());
    history(run().resolve("loso/seed-1/subject-1"));

    Document page = page(List.of(run()), null, null, null);

    assertThat(page.select("link, script, iframe, object, base")).isEmpty();
    assertThat(page.select("[src]").eachAttr("src"))
        .isNotEmpty()
        .allMatch(source -> source.startsWith("data:image/png;base64,"));
    assertThat(page.select("style").html()).doesNotContain("url(", "@import");
    assertThat(page.select("img:not([alt])")).isEmpty();
    assertThat(page.select("th:not([scope])")).isEmpty();
    assertThat(page.select("table"))
        .allSatisfy(table -> assertThat(table.select("caption").text()).isNotBlank());
  }

  @Test
  void drawsTheHistoryOfARunAndShowsItsTimeByPhase() throws IOException {
    Path training = history(folder.resolve("training"));

    Document page = page(List.of(), training, null, null);

    assertThat(page.select(".chart img")).hasSize(2);
    assertThat(image(page.select(".chart img").get(0)).getWidth()).isEqualTo(900);
    assertThat(row(page, "Training time", "training"))
        .containsExactly(
            "2", "1.7", "50.0", "2.00%", "20.00%", "60.00%", "10.00%", "0.00%", "0.00%");
  }

  @Test
  void drawsMisclassifiedSegmentsOnlyIfTheDataAreGiven() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of());
    Path data = new Recordings(1, 1, 2).zip(folder.resolve("data.zip"));

    assertThat(page(List.of(run()), null, null, null).select(".segment")).isEmpty();
    Document page = page(List.of(run()), null, null, data);

    assertThat(page.select(".segment li").eachText())
        .containsExactly("torso", "right arm", "left arm", "right leg", "left leg");
    BufferedImage picture = image(page.select(".segment img").get(0));
    assertThat(picture.getWidth()).isEqualTo(125);
    assertThat(picture.getHeight()).isEqualTo(15);
  }

  @Test
  void showsTheModelCard() throws IOException {
    Path file = model("made up");
    Path written = folder.resolve("page.html");

    new Report(new Sources(List.of(), null, null, file, null, NOTES, List.of())).write(written);

    Document page = Jsoup.parse(Files.readString(written));
    assertThat(row(page, "The model file", "labels")).containsExactly("sitting, running, rowing");
    assertThat(row(page, "The model file", "temperature of the confidences"))
        .containsExactly("0.800");
    assertThat(row(page, "The model file", "energy below which an activity is unknown"))
        .containsExactly("1.250");
    assertThat(row(page, "The model file", "labels that are never unknown"))
        .containsExactly("rowing, running");
  }

  private Path model(String trainedOn) throws IOException {
    ModelCard card =
        new ModelCard(
            "1.0",
            List.of("sitting", "running", "rowing"),
            List.of("resting", "running", "rowing"),
            0.8,
            Optional.of(new EnergyThreshold(1.25, Set.of("running", "rowing"))),
            new PixelScale(-10, 10),
            trainedOn,
            new TreeMap<>(Map.of("loso", 0.97)),
            Instant.EPOCH);
    ModelProto.Builder model = ModelProto.newBuilder();
    card.toMetadata()
        .forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    return Files.write(folder.resolve("int8.onnx"), model.build().toByteArray());
  }

  @Test
  void showsSizesAndSpeed() throws IOException {
    Path speed =
        Files.writeString(
            folder.resolve("speed.json"),
            """
            {"iterations": 17, "iterationMillis": 120, "speeds": [{"file": "int8.onnx", "bytes": 8300000,
             "batch": 32, "picturesPerSecond": 1500.4, "picturesPerCpuSecond": 1600,
             "slowest": 900, "fastest": 1700}]}
            """);

    assertThat(row(page(List.of(), null, speed, null), "Model files", "int8.onnx"))
        .containsExactly("8.3 MB", "32", "1500", "1600", "900 to 1700");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "",
        "null",
        "{\"format\": 1}",
        "{\"format\": 2}",
        "{\"format\":2,\"settings\":{},\"seeds\":[],\"folds\":[],\"missing\":[],\"notes\":[],"
            + "\"activities\":[],\"wornUnits\":[],\"misclassifications\":[]}"
      })
  void namesAnInvalidResultsFileAndKeepsTheOldReport(String text) throws IOException {
    Path file = ReportResults.write(run(), "loso", "rowing", List.of()).resolve("results.json");
    Files.writeString(file, text);
    Path output = Files.writeString(folder.resolve("report.html"), "old");

    assertThatThrownBy(() -> new Report(sources(List.of(run()), null, null, null)).write(output))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .message()
        .doesNotContain("\n");

    assertThat(output).hasContent("old");
    assertNothingBeside(output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "null", "{}", "{\"speeds\": []}", "{\"speeds\": [{}]}"})
  void namesAnInvalidSpeedFile(String text) throws IOException {
    Path speed = Files.writeString(folder.resolve("speed.json"), text);

    assertThatThrownBy(() -> page(List.of(), null, speed, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(speed.toString());
  }

  @Test
  void namesAFolderWithoutResults() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    assertThatThrownBy(() -> page(List.of(empty), null, null, null))
        .hasMessage(empty + " contains no PROTOCOL/results.json");
    assertThatThrownBy(() -> page(List.of(folder.resolve("none")), null, null, null))
        .hasMessage(folder.resolve("none") + " is not a folder of results");
  }

  @Test
  void refusesToCompareTwoVersionsOfTheModel() throws IOException {
    Path other = folder.resolve("other");
    ReportResults.write(run(), "loso", "rowing", List.of());
    Path results = ReportResults.write(other, "kfold", "rowing", List.of()).resolve("results.json");
    assertThat(page(List.of(run(), other), null, null, null).text()).contains("kfold (other)");
    Files.writeString(
        results,
        Files.readString(results).replaceFirst("\"modelFormat\" : \\d+", "\"modelFormat\" : 99"));

    assertThatThrownBy(() -> page(List.of(run(), other), null, null, null))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s has results of another version of the model than %s (format 99, not %s): evaluate"
                    .formatted(other.resolve("kfold"), run().resolve("loso"), ResNet.MODEL_FORMAT)
                + " all with one version, or write a report for each");
    assertThat(page(List.of(other), null, null, null).text()).contains("kfold (other)");
  }

  @Test
  void showsWhatTheCalibrationLeavesOut() throws IOException {
    Path results = ReportResults.write(run(), "loso", "rowing", List.of()).resolve("results.json");
    Files.writeString(
        results,
        Files.readString(results)
            .replaceFirst(
                "(?s)(\"riskCoverage\".*?\"notes\" : )\\[ \\]", "$1[ \"any is left out\" ]"));

    assertThat(page(List.of(run()), null, null, null).text()).contains("Note: any is left out.");
  }

  @Test
  void namesTheInvalidLineOfAStepsFile() throws IOException {
    Path training = history(folder.resolve("training"));
    Files.writeString(training.resolve("steps.csv"), STEPS + "20,1,0.002,much\n");

    assertThatThrownBy(() -> page(List.of(), training, null, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("steps.csv, line 4: loss 'much' is not a number");
  }

  @Test
  void replacesAnOldReportCompletely() throws IOException {
    ReportResults.write(run(), "loso", "rowing", List.of());
    Path output = Files.writeString(folder.resolve("report.html"), "old");

    new Report(sources(List.of(run()), null, null, null)).write(output);

    assertThat(output).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    assertNothingBeside(output);
  }

  private void assertNothingBeside(Path output) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactlyInAnyOrder(run(), output);
    }
  }

  private Path run() {
    return folder.resolve("run");
  }

  private static Path history(Path training) throws IOException {
    Files.createDirectories(training);
    Files.writeString(training.resolve("steps.csv"), STEPS);
    Files.writeString(training.resolve("metrics.csv"), METRICS);
    return training;
  }

  private static Sources sources(
      List<Path> results,
      @Nullable Path training,
      @Nullable Path speed,
      @Nullable Path data,
      String... commands) {
    return new Sources(results, training, speed, null, data, NOTES, List.of(commands));
  }

  private Document page(
      List<Path> results,
      @Nullable Path training,
      @Nullable Path speed,
      @Nullable Path data,
      String... commands)
      throws IOException {
    Path file = folder.resolve("page.html");
    new Report(sources(results, training, speed, data, commands)).write(file);
    return Jsoup.parse(Files.readString(file).replace('\u00a0', ' '));
  }

  private static Element table(Document page, String caption) {
    return page.select("table").stream()
        .filter(table -> table.select("caption").text().startsWith(caption))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> row(Document page, String caption, String name) {
    return table(page, caption).select("tbody tr").stream()
        .filter(row -> row.select("th").text().equals(name))
        .findFirst()
        .orElseThrow()
        .select("td")
        .eachText();
  }

  private static BufferedImage image(Element element) throws IOException {
    String base64 = element.attr("src").substring("data:image/png;base64,".length());
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }
}
