// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.days;

import io.kinetograph.inference.ModelDevice;
import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.streams.config.ModelSettings;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.serving.ModelLoad;
import io.kinetograph.streams.serving.ModelService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kinetograph bench days}: how well transitions are found. */
@Command(
    name = "days",
    mixinStandardHelpOptions = true,
    description = {
      "Splices recordings into days with many transitions, and compares labels with what the",
      "wearers really did. Each wearer needs a model that was trained without this wearer."
    })
public final class DaysCommand implements Callable<Integer> {

  private static final Pattern MODEL_FILE = Pattern.compile("subject-(\\d+)\\.onnx");
  private static final long START_MICROS = 1_700_000_000_000_000L;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "The data set: the zip of UCI, or its unpacked folder.")
  private Path data = Path.of("");

  @Option(
      names = "--models",
      required = true,
      paramLabel = "FOLDER",
      description = {
        "Contains subject-1.onnx and so on, each exported from the fold that leaves this subject out."
      })
  private Path models = Path.of("");

  @Option(
      names = "--hours",
      defaultValue = "3",
      description = "Length of a day in hours (default: ${DEFAULT-VALUE}).")
  private int hours;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Another seed draws other days (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--any-orientation",
      description = "Turn each unit of each wearer into a random orientation.")
  private boolean turned;

  @Option(
      names = "--unknown-motions",
      description = {
        "The wearers also do what no model knows: motions made by rules, in about one bout of four.",
        "Their units are not turned."
      })
  private boolean unknownMotions;

  @Option(
      names = "--set",
      paramLabel = "SETTING=VALUE",
      description = "A setting of the app, such as segment.hop=1s; may be given several times.")
  private Map<String, String> settings = new TreeMap<>();

  @Override
  public Integer call() throws Exception {
    if (hours < 1 || hours > 100) {
      throw new ParameterException(
          spec.commandLine(), "--hours " + hours + " is not in the range from 1 to 100");
    }
    Settings app = Settings.of(settings);
    Map<String, DayScore> scores = new LinkedHashMap<>();
    Duration length = Duration.ofHours(hours);
    long endMicros = START_MICROS + length.toMillis() * 1000;
    for (Map.Entry<Integer, Path> model : models().entrySet()) {
      int subject = model.getKey();
      SortedMap<String, float[][]> recordings = WearerRecordings.read(data, subject, turned);
      if (recordings.size() < 2) {
        throw new MalformedDataException(
            String.format(Locale.ROOT, "%s has not two activities of subject %d", data, subject));
      }
      if (unknownMotions) {
        recordings.putAll(WearerRecordings.unknown(31 * seed + subject));
      }
      SplicedDay day =
          new SplicedDay(recordings, length, new SplittableRandom(31 * seed + subject).split());
      Timeline truth = day.truth(START_MICROS);
      DayReplay.Said said = play(app, model.getValue(), day);
      Map<String, Timeline> timelines = new LinkedHashMap<>();
      for (LabelSmoothing smoothing : LabelSmoothing.values()) {
        timelines.put(smoothing.toString(), smoothed(said.labels(), smoothing));
      }
      said.episodes().ifPresent(episodes -> timelines.put("episodes", episodes));
      timelines.forEach(
          (name, timeline) ->
              scores
                  .computeIfAbsent(name, unused -> new DayScore())
                  .add(truth, timeline, START_MICROS, endMicros));
      spec.commandLine().getErr().println("subject " + subject + " is done");
    }
    print(scores);
    return 0;
  }

  private SortedMap<Integer, Path> models() throws IOException {
    SortedMap<Integer, Path> bySubject = new TreeMap<>();
    try (Stream<Path> files = Files.list(models)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher name = MODEL_FILE.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          bySubject.put(Integer.parseInt(name.group(1)), file);
        }
      }
    }
    if (bySubject.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--models " + models + " contains no file named like subject-1.onnx");
    }
    return bySubject;
  }

  private static DayReplay.Said play(Settings settings, Path model, SplicedDay day)
      throws Exception {
    ModelSettings serving = new ModelSettings(Optional.of(model), ModelDevice.CPU, Duration.ZERO);
    try (ModelLoad load = ModelLoad.begin(serving, 64);
        ModelService service =
            ModelService.start(
                load, settings.labels(), serving.refreshInterval(), new SimpleMeterRegistry())) {
      return new DayReplay(settings, service.classifier()).play(day, START_MICROS);
    }
  }

  private static Timeline smoothed(List<Timeline.Change> labels, LabelSmoothing smoothing) {
    List<String> groups = smoothing.smooth(labels.stream().map(Timeline.Change::group).toList());
    Timeline timeline = new Timeline();
    for (int i = 0; i < groups.size(); i++) {
      timeline.from(labels.get(i).atMicros(), groups.get(i));
    }
    return timeline;
  }

  private void print(Map<String, DayScore> scores) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("| | macro F1 | accuracy | transitions | found within 10 s | false an hour |");
    out.println("|---|---|---|---|---|---|");
    scores.forEach(
        (name, score) ->
            out.printf(
                Locale.ROOT,
                "| %s | %.4f | %.4f | %d | %.1f %% | %.2f |%n",
                name,
                score.macroF1(),
                score.accuracy(),
                score.transitions(),
                100 * score.found(),
                score.falseAnHour()));
    out.flush();
  }
}
