// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ParityCheck;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.trainer.cli.SharedOptions.DataOptions;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.crossvalidation.CalibrationResults;
import io.kinetograph.trainer.crossvalidation.CalibrationResults.Calibrated;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.export.Int8Export;
import io.kinetograph.trainer.export.OnnxExport;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.network.Classifier;
import io.kinetograph.trainer.network.Classifier.WatchedClassifier;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.training.TrainedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code export}: a run folder to one ONNX file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a trained network as one ONNX file and checks it on real segments.",
      "For int8, --data must be what the run was trained on."
    })
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--run",
      required = true,
      paramLabel = "FOLDER",
      description = "The run whose EMA weights are exported.")
  private Path run = Path.of("");

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The model file; replaced if it exists.")
  private Path output = Path.of("");

  @Option(
      names = "--model-version",
      required = true,
      paramLabel = "VERSION",
      description = "The model's version, which every label carries, such as 2026.11.0.")
  private String version = "";

  @Option(
      names = "--precision",
      defaultValue = "FLOAT32",
      description =
          "Number format of the weights, with INT8 also of the arithmetic:"
              + " ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Precision precision = Precision.FLOAT32;

  @Option(
      names = "--accuracy",
      paramLabel = "PROTOCOL=SHARE",
      description =
          "A measured accuracy for the model card, from 0 to 1, such as random-80-20=0.99; may be"
              + " repeated.")
  private Map<String, Double> accuracy = new LinkedHashMap<>();

  @Option(
      names = "--calibrated-by",
      paramLabel = "FOLDER",
      description =
          "Take the temperature and the energy threshold from the left-out wearers of this folder"
              + " of 'cross-validate --protocol loso --by-mounting'. Its settings must be those of"
              + " the run, apart from seed and test set. Default: not calibrated.")
  private @Nullable Path calibratedBy;

  @Option(
      names = "--false-unknowns",
      paramLabel = "SHARE",
      description =
          "With --calibrated-by: largest share of these wearers' segments, as recorded and in any"
              + " orientation, that may be called unknown; default ${DEFAULT-VALUE}.")
  private double falseUnknowns = CalibrationResults.FALSE_UNKNOWNS;

  @Option(
      names = "--compare",
      defaultValue = "512",
      paramLabel = "SEGMENTS",
      description =
          "With float32 and float16: number of segments on which the file is compared with the"
              + " training engine; default ${DEFAULT-VALUE}.")
  private int compared;

  @Mixin private Int8Options int8 = new Int8Options();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    int8.check(spec);
    Usage.range(spec, "--compare", "[1,100000]", compared);
    Usage.range(spec, "--false-unknowns", "[0,1)", falseUnknowns);
    if (calibratedBy == null) {
      Usage.refuse(spec, Set.of("--false-unknowns"), "is for --calibrated-by.");
    }
    accuracy.forEach(
        (protocol, share) -> Usage.range(spec, "--accuracy " + protocol, "[0,1]", share));
    if (!version.matches("\\S{1,100}")) {
      throw new ParameterException(
          spec.commandLine(),
          "--model-version '%s' is not 1 to 100 characters without spaces".formatted(version));
    }
    if (precision == Precision.INT8) {
      Usage.refuse(spec, Set.of("--compare"), "is for --precision float32 and float16.");
    } else {
      Usage.refuse(spec, Int8Options.NAMES, "is for --precision int8.");
    }
    int computing = Usage.check(spec, threads::threads);
    AtomicFile.requireWritable(output);
    PyTorch.start(computing);
    try (NDManager manager = PyTorch.newManager()) {
      TrainedModel model = TrainedModel.read(run, manager);
      Calibrated calibrated =
          calibratedBy == null
              ? null
              : CalibrationResults.calibrate(calibratedBy, model.settings(), falseUnknowns);
      DataSet recordings = data.read(model.settings().subjects(), Usage.progress(spec));
      ModelCard card = card(model, calibrated);
      if (precision == Precision.INT8) {
        writeInt8(model, card, manager, recordings, out);
      } else {
        writeFloat(model, card, manager, recordings, out);
      }
      if (calibrated != null) {
        out.printf(
            Locale.ROOT,
            "confidences are calibrated: temperature %.3f; energy threshold %.3f%n",
            calibrated.temperature(),
            calibrated.energyThreshold());
      } else {
        out.println("confidences are not calibrated: give --calibrated-by");
      }
      out.flush();
    }
    return ExitCode.OK;
  }

  private void writeFloat(
      TrainedModel model, ModelCard card, NDManager manager, DataSet recordings, PrintWriter out)
      throws IOException {
    List<Segment> sample = sample(recordings);
    ParityCheck parity;
    try (Progress.Task task = Usage.progress(spec).start("comparing", sample.size())) {
      Classifier engine = new WatchedClassifier(model.classifier(manager), task::advance);
      parity = new OnnxExport(precision).write(model.network(), card, engine, sample, output);
    }
    out.printf(
        Locale.ROOT,
        "%s; on %d segments its logits differ from the training engine's by up to %.3g, and %d get"
            + " another label%n",
        summary(card),
        parity.segments(),
        parity.largestDifference(),
        parity.differentLabels());
    out.flush();
  }

  private void writeInt8(
      TrainedModel model, ModelCard card, NDManager manager, DataSet recordings, PrintWriter out)
      throws IOException {
    model.requireData(recordings);
    Int8Export export = int8.export();
    Int8Options.Parts parts =
        int8.parts(model.settings().split(recordings), model.settings().seed());
    out.printf(
        Locale.ROOT, "int8 ranges by MSE range search from %s%n", parts.calibration().summary());
    out.flush();
    Int8Export.Result result;
    try (Progress.Task task =
        Usage.progress(spec).start("int8", Int8Export.work(parts.calibration(), parts.check()))) {
      result =
          export.write(
              model.network(),
              card,
              model.classifier(manager),
              parts.calibration(),
              parts.check(),
              output,
              task::advance);
    }
    out.printf(
        Locale.ROOT,
        "%s; on %d %s: accuracy %.2f%% with float32, %.2f%% with int8, the same label for %.2f%%,"
            + " logits differ by up to %.3g%n",
        summary(card),
        result.parity().segments(),
        parts.from(),
        100 * result.float32(),
        100 * result.int8(),
        100 * (1 - result.parity().differentShare()),
        result.parity().largestDifference());
    out.flush();
  }

  private String summary(ModelCard card) throws IOException {
    return String.format(
        Locale.ROOT,
        "%s: %.1f MB, %d labels, pixels from %.2f to %.2f m/s^2",
        output.getFileName(),
        Files.size(output) / 1e6,
        card.labels().size(),
        card.scale().min(),
        card.scale().max());
  }

  private ModelCard card(TrainedModel model, @Nullable Calibrated calibrated) {
    String trainedOn =
        String.format(
            Locale.ROOT,
            "UCI Daily and Sports Activities, %s; %s, %d of %d epochs, seed %d",
            model.trainedOn(),
            model.network().size().title(),
            model.epochs(),
            model.settings().allEpochs(),
            model.settings().seed());
    return new ModelCard(
        version,
        model.labels(),
        model.labels().stream().map(ActivityGroups::of).toList(),
        calibrated == null ? ModelCard.NOT_CALIBRATED : calibrated.temperature(),
        calibrated == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(calibrated.energyThreshold()),
        model.scale(),
        trainedOn,
        new TreeMap<>(accuracy),
        Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Segments from all over the data set, evenly spaced. */
  private List<Segment> sample(DataSet recordings) {
    List<RecordedSegment> all = recordings.segments();
    int count = Math.min(compared, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)).segment())
        .toList();
  }
}
