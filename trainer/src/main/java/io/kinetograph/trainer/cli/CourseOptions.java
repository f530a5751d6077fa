package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.training.Course;
import io.kinetograph.trainer.training.LayerRates;
import io.kinetograph.trainer.training.StartingPoint;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where to begin, when to stop, in which phases and at which rates to train. */
final class CourseOptions {

  /** Other weights than random ones. */
  static final class Start {
    @Option(
        names = "--pretrained",
        paramLabel = "FILE",
        description =
            "Begin with published weights of a ResNet34: safetensors with torchvision's names.")
    private @Nullable Path published;

    @Option(
        names = "--from",
        paramLabel = "RUN_OR_CHECKPOINT",
        description =
            "Begin with the weights, pixel scale and standardisation of an earlier run; of its"
                + " last layer, with the labels that are the same. Default: random weights.")
    private @Nullable Path earlier;

    private StartingPoint point() {
      if (published != null) {
        return new StartingPoint.Published(published);
      }
      return earlier == null ? new StartingPoint.Fresh() : new StartingPoint.Earlier(earlier);
    }
  }

  @ArgGroup private Start start = new Start();

  @Option(
      names = "--freeze",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description =
          "Epochs, before the others, that train the last layer alone; default ${DEFAULT-VALUE}.")
  private int freeze;

  @Option(
      names = "--layer-rates",
      paramLabel = "LOW:HIGH",
      description =
          "Peak learning rates from the first layers to the last, once nothing is frozen, such as"
              + " 1e-4:1e-2; default: --learning-rate for all.")
  private String layerRates = "";

  @Option(
      names = "--validation",
      defaultValue = "none",
      paramLabel = "RULE",
      description =
          "What is cut from the training data to judge the averaged weights by after each epoch:"
              + " random:SHARE, subject:NUMBER, subjects:N-M,... or none; default ${DEFAULT-VALUE}.")
  private String validation = "none";

  @Option(
      names = "--patience",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description =
          "Stop after so many epochs that are not better on the validation set, and keep the"
              + " weights of the best; 0 to go through all; default ${DEFAULT-VALUE}.")
  private int patience;

  Course course(long seed, boolean findsRate) {
    return new Course(
        start.point(),
        freeze,
        layerRates.isEmpty() ? Optional.empty() : Optional.of(LayerRates.parse(layerRates)),
        findsRate,
        HoldoutRule.of("--validation", validation, seed),
        patience);
  }
}
