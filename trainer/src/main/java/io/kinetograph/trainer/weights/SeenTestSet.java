// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.weights;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.checkpoint.RunDescription;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Holdout.Split;
import io.kinetograph.trainer.data.RandomHoldout;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether the initial weights of a training have seen its test set: segments that an
 * earlier run was trained on, or used to choose its best epoch, give too good a result. The runs
 * that the earlier run started from count too. The settings of those runs and the data determine
 * the segments.
 */
public final class SeenTestSet {

  private final DataSet data;
  private final Set<SegmentId> seen = new HashSet<>();
  private Optional<String> doubt = Optional.empty();

  private SeenTestSet(DataSet data) {
    this.data = data;
  }

  /**
   * Says that the initial weights have seen the test set, or may have.
   *
   * @param settings of a training
   * @param data the data set
   * @return a sentence without its end; empty if the weights have certainly not seen it
   * @throws IOException if an earlier run cannot be read
   */
  public static Optional<String> of(TrainingSettings settings, DataSet data) throws IOException {
    if (!(settings.fineTuning().initialWeights() instanceof InitialWeights.FromCheckpoint from)) {
      return Optional.empty();
    }
    DataSet testSet = settings.split(data).heldOut();
    SeenTestSet search = new SeenTestSet(data);
    search.add(from.model(), testSet);
    int count = testSet.where(search.seen::contains).size();
    if (count > 0) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s was trained on %d of the %d segments of the test set %s",
              from.model(),
              count,
              testSet.size(),
              settings.holdout().text()));
    }
    return search.doubt.map(
        why ->
            "%s may have been trained on segments of the test set %s: %s"
                .formatted(from.model(), settings.holdout().text(), why));
  }

  /**
   * Rejects a test set that the initial weights have seen, or may have.
   *
   * @param settings of a training that evaluates on its test set
   * @param data the data set
   * @throws IOException if they have, or an earlier run cannot be read
   */
  public static void requireUnseen(TrainingSettings settings, DataSet data) throws IOException {
    Optional<String> reason = of(settings, data);
    if (reason.isPresent()) {
      throw new IOException(reason.get() + "; choose weights that have not seen it");
    }
  }

  /** Adds what a run, and those before it, were trained on. */
  private void add(Path latest, DataSet testSet) throws IOException {
    Set<Path> visited = new HashSet<>();
    InitialWeights weights = new InitialWeights.FromCheckpoint(latest);
    Subjects known = Subjects.nobody();
    while (weights instanceof InitialWeights.FromCheckpoint from && visited.add(from.model())) {
      if (visited.size() > 1 && !Files.exists(from.model())) {
        if (testSet.subjects().stream().anyMatch(known::contains)) {
          doubt = Optional.of("it started from %s, which does not exist".formatted(from.model()));
        }
        return;
      }
      RunDescription run = RunDescription.of(from.model());
      known = Subjects.inSummary(run.trainedOn());
      add(from.model(), run);
      weights = run.settings().fineTuning().initialWeights();
    }
  }

  private void add(Path model, RunDescription run) {
    TrainingSettings settings = run.settings();
    try {
      Split split = settings.split(data);
      if (settings.holdout() instanceof RandomHoldout
          && !settings.splitValidation(split).training().digest().equals(run.dataDigest())) {
        doubt =
            Optional.of(
                "the test set of %s was drawn at random from other recordings".formatted(model));
      } else {
        add(split.training());
      }
    } catch (IllegalArgumentException e) {
      // These data contain no segment of that run's test set.
      add(data.where(id -> settings.subjects().contains(id.subject())));
    }
  }

  private void add(DataSet trainedOn) {
    trainedOn.segments().forEach(segment -> seen.add(segment.id()));
  }
}
