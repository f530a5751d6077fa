// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.program.OptionErrors;
import io.kinetograph.trainer.cli.SharedOptions.DataOptions;
import io.kinetograph.trainer.cli.SharedOptions.ThreadsOption;
import io.kinetograph.trainer.cli.SharedOptions.WornUnitsOption;
import io.kinetograph.trainer.crossvalidation.CrossValidation;
import io.kinetograph.trainer.crossvalidation.CrossValidationPlan;
import io.kinetograph.trainer.crossvalidation.Protocol;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.file.AtomicFile;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.weights.CheckpointWeights;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code cross-validate}: how well networks trained with these settings classify unseen segments.
 */
@Command(
    name = "cross-validate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    modelTransformer = TrainingOptions.HyperparameterOptions.class,
    description = {
      "Trains on a part of the recordings and evaluates on the rest, once for each test set of a protocol.",
      "Every fold has its own folder, FOLDER/PROTOCOL/seed-N/PART. Finished folds are not trained"
          + " again, interrupted ones are resumed, and several processes may work in one folder."
          + " The results are those of all finished folds; 'summarize' shows them without training."
    })
final class CrossValidateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private ProtocolFolder folder = new ProtocolFolder();

  @Mixin private ProtocolOptions protocols = new ProtocolOptions();

  @Mixin private WornUnitsOption units = new WornUnitsOption();

  @Option(
      names = "--by-mounting",
      description =
          "Also evaluate as if wearers had strapped their units on in other ways (all of 'evaluate"
              + " --mounting'), and with sensor faults.")
  private boolean byMounting;

  @Option(
      names = "--watch",
      description =
          "Also evaluate on the test set after each epoch. It decides nothing and takes time.")
  private boolean watch;

  @Option(
      names = "--keep-checkpoints",
      description = "Keep the checkpoint of a finished fold, so that it can be exported.")
  private boolean keepCheckpoints;

  @Mixin private TrainingOptions settings = new TrainingOptions();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Override
  public Integer call() throws IOException {
    Progress progress = Usage.progress(spec);
    Protocol protocol = OptionErrors.check(spec, () -> protocols.protocol(folder.protocol()));
    protocols.refuseUnused(spec, folder.protocol());
    TrainingSettings chosen = settings.settings(new Holdout.Nothing());
    List<Long> seeds = OptionErrors.check(spec, () -> protocols.seeds(spec, chosen.seed()));
    Set<Integer> only =
        new HashSet<>(OptionErrors.check(spec, () -> protocols.only(folder.protocol())));
    int computing = OptionErrors.check(spec, threads::threads);
    // Check before the data are read, which takes a while.
    chosen.fineTuning().initialWeights().requireThere();
    TrainingSettings base = CheckpointWeights.takeOver(chosen);
    // Also wrong numbers of folds; the data may have fewer subjects.
    CrossValidationPlan all = plan(protocol, base.subjects().numbers(), seeds, base, only);
    AtomicFile.requireWritableFolder(folder.run());
    CrossValidation.requireSameSettings(folder.run(), all);
    DataSet recordings = data.read(base.subjects(), progress);
    CrossValidationPlan plan = plan(protocol, recordings.subjects(), seeds, base, only);
    OptionErrors.check(spec, () -> plan.requireSplits(recordings));
    plan.notes().forEach(note -> progress.say("note: " + note));
    CrossValidation.Options how =
        new CrossValidation.Options(computing, watch, units.byUnits(), byMounting, keepCheckpoints);
    StoppableWork.run(
        spec.commandLine().getErr(),
        () -> "the finished epochs are saved; to continue, give the same command again",
        progress,
        watched ->
            new CrossValidation(folder.run(), plan.protocol(), recordings, how, watched).run(plan));
    folder.showResults(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private CrossValidationPlan plan(
      Protocol protocol,
      SortedSet<Integer> subjects,
      List<Long> seeds,
      TrainingSettings settings,
      Set<Integer> only) {
    return OptionErrors.check(
        spec,
        () -> {
          CrossValidationPlan whole = CrossValidationPlan.of(protocol, subjects, seeds, settings);
          return only.isEmpty() ? whole : whole.only(only);
        });
  }
}
