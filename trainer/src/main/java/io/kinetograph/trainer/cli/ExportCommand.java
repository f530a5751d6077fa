// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.recordings.dataset.ActivityGroups;
import io.kinetograph.trainer.cli.SharedOptions.DataOptions;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.crossvalidation.Calibrated;
import io.kinetograph.trainer.crossvalidation.CalibrationResults;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.training.TrainedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
          "Take the temperature, the energy threshold, and the labels that are never unknown from"
              + " the left-out wearers of this folder of 'cross-validate --protocol loso"
              + " --by-mounting', but not from those whom the run holds out. Its settings must be"
              + " those of the run, apart from seed and test set. Default: not calibrated.")
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
      int8.check(spec);
    } else {
      Usage.refuse(spec, Int8Options.NAMES, "is for --precision int8.");
    }
    int computing = OptionErrors.check(spec, threads::threads);
    AtomicFile.requireWritable(output);
    PyTorch.start(computing);
    try (NDManager manager = PyTorch.newManager()) {
      TrainedModel model = TrainedModel.read(run, manager);
      Calibrated calibrated =
          calibratedBy == null
              ? null
              : Calibrated.of(calibratedBy, model.settings(), falseUnknowns);
      DataSet recordings = data.read(model.settings().subjects(), Usage.progress(spec));
      ModelCard card = card(model, calibrated);
      ModelWriter writer = new ModelWriter(spec, model, card, output);
      if (precision == Precision.INT8) {
        writer.writeInt8(int8, manager, recordings);
      } else {
        writer.writeFloat(precision, manager, recordings, compared);
      }
      if (calibrated != null) {
        out.printf(
            Locale.ROOT,
            "confidences are calibrated: temperature %.3f; %s%n",
            calibrated.temperature(),
            calibrated
                .energyThreshold()
                .map(ModelEvaluation::text)
                .orElse("no energy threshold, because all activities have too small energies"));
      } else {
        out.println("confidences are not calibrated: give --calibrated-by");
      }
      out.flush();
    }
    return ExitCode.OK;
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
        calibrated == null ? Optional.empty() : calibrated.energyThreshold(),
        model.scale(),
        trainedOn,
        new TreeMap<>(accuracy),
        Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }
}
