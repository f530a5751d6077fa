// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kinetograph.program.OptionErrors;
import io.kinetograph.trainer.cli.SharedOptions.SubjectOptions;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.settings.FineTuningPlan;
import io.kinetograph.trainer.settings.Hyperparameters;
import io.kinetograph.trainer.settings.Hyperparameters.Definition;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.PreprocessingSettings;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of a training. A command with these options has this class as a mixin and {@link
 * HyperparameterOptions} as its model transformer, which adds an option for each hyperparameter of
 * {@link TrainingSettings}.
 */
final class TrainingOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin private SubjectOptions subjects = new SubjectOptions();

  @ArgGroup private Weights weights = new Weights();

  /** Initial weights other than random ones. */
  static final class Weights {
    @Option(
        names = "--pretrained",
        paramLabel = "FILE",
        description =
            "Start from published weights of a ResNet34: safetensors with torchvision's names.")
    private @Nullable Path pretrained;

    @Option(
        names = "--from",
        paramLabel = "RUN_OR_CHECKPOINT",
        description =
            "Start from the weights and the preprocessing of an earlier run. Of its last layer,"
                + " the rows of labels that both runs have are used. Default: random weights.")
    private @Nullable Path checkpoint;

    private InitialWeights initial() {
      if (pretrained != null) {
        return new InitialWeights.Pretrained(pretrained);
      }
      return checkpoint == null
          ? new InitialWeights.Random()
          : new InitialWeights.FromCheckpoint(checkpoint);
    }
  }

  /**
   * The settings that the options ask for; every range is checked.
   *
   * @param holdout the test set
   * @throws ParameterException if an option has an invalid value or has no effect with the other
   *     options
   */
  TrainingSettings settings(Holdout holdout) {
    refuseUnused();
    TrainingSettings settings =
        OptionErrors.check(
            command,
            () -> {
              ObjectNode tree = values(TrainingSettings.class);
              tree.put("subjects", subjects.subjects().text());
              tree.put("holdout", holdout.text());
              ((ObjectNode) tree.path("fine-tuning"))
                  .put("initial-weights", weights.initial().text());
              return JsonFile.fromTree(tree, TrainingSettings.class);
            });
    FineTuningPlan plan = settings.fineTuning();
    if (plan.layerRates().isPresent() && plan.frozenEpochs() == 0) {
      Usage.refuse(
          command,
          Set.of("--learning-rate"),
          "is for the epochs of --freeze if --layer-rates are given.");
    }
    return settings;
  }

  private ObjectNode values(Class<?> settings) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (Definition definition : Hyperparameters.of(settings)) {
      Object given =
          command.commandLine().getParseResult().matchedOptionValue(name(definition), null);
      String value = given == null ? definition.defaultText() : given.toString();
      if (definition.type() == Optional.class) {
        values.put(definition.name(), value.equals("none") ? null : value);
      } else {
        requireReadable(definition, value);
        values.put(definition.name(), value);
      }
    }
    Hyperparameters.groups(settings).forEach((name, group) -> values.set(name, values(group)));
    return values;
  }

  /** Names the option in the error of a value that is not a number. */
  private static void requireReadable(Definition definition, String value) {
    naming(name(definition), () -> JsonFile.fromTree(TextNode.valueOf(value), definition.type()));
  }

  /** Parses the test set or validation set of an option. */
  static Holdout holdout(String option, String value) {
    return naming(option, () -> Holdout.parse(value));
  }

  private static <T> T naming(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      String name = option.substring(2);
      throw new IllegalArgumentException(
          message.startsWith(name) ? message : name + ": " + message, e);
    }
  }

  /** Rejects options that have no effect with the other options. */
  private void refuseUnused() {
    if (Usage.isGiven(command, "--from")) {
      Usage.refuse(
          command,
          names(Hyperparameters.of(PreprocessingSettings.class)),
          "cannot be given with --from: the earlier run's preprocessing is used.");
      Usage.refuse(
          command,
          Set.of("--network"),
          "cannot be given with --from: the earlier run's network is used.");
    }
  }

  /**
   * Rejects all of these options.
   *
   * @param why the rest of the sentence that starts with the option
   */
  void refuseAll(String why) {
    Usage.refuse(
        command, Set.of("--subjects", "--exclude-subjects", "--pretrained", "--from"), why);
    Usage.refuse(command, allNames(TrainingSettings.class), why);
  }

  private static Set<String> allNames(Class<?> settings) {
    Set<String> names = new HashSet<>(names(Hyperparameters.of(settings)));
    Hyperparameters.groups(settings).values().forEach(group -> names.addAll(allNames(group)));
    return names;
  }

  private static Set<String> names(List<Definition> definitions) {
    return definitions.stream().map(TrainingOptions::name).collect(Collectors.toSet());
  }

  private static String name(Definition definition) {
    return "--" + definition.name();
  }

  /** Adds an option for each hyperparameter, in groups, to a command. */
  static final class HyperparameterOptions implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
      Hyperparameters.of(TrainingSettings.class)
          .forEach(definition -> command.addOption(option(definition)));
      for (Map.Entry<String, Class<?>> group :
          Hyperparameters.groups(TrainingSettings.class).entrySet()) {
        ArgGroupSpec.Builder options =
            ArgGroupSpec.builder().validate(false).heading(heading(group.getKey()));
        Hyperparameters.of(group.getValue())
            .forEach(definition -> options.addArg(option(definition)));
        command.addArgGroup(options.build());
      }
      return command;
    }

    private static String heading(String name) {
      return "%n" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "%n";
    }

    private static OptionSpec option(Definition definition) {
      String name = name(definition);
      OptionSpec.Builder option =
          OptionSpec.builder(
              definition.alias().isEmpty()
                  ? new String[] {name}
                  : new String[] {name, definition.alias()});
      if (definition.type() == boolean.class) {
        return option
            .type(boolean.class)
            .negatable(true)
            .defaultValue(definition.defaultText())
            .fallbackValue(definition.defaultText())
            .description(definition.help() + " (default on).")
            .build();
      }
      String range = definition.range().isEmpty() ? "" : definition.range() + "; ";
      return option
          .type(definition.type().isPrimitive() ? definition.type() : String.class)
          .paramLabel(definition.label().isEmpty() ? "NUMBER" : definition.label())
          .description(
              "%s (%sdefault %s).".formatted(definition.help(), range, definition.defaultText()))
          .build();
    }
  }
}
