package io.kinetograph.trainer.training;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What the weights that a training begins with have seen already. Segments that an earlier run
 * learned from, or chose its best epoch by, cannot be kept back from the run that goes on from it.
 */
public final class EarlierData {

  private EarlierData() {}

  /**
   * Refuses to measure by segments that the weights to begin with know. What an earlier run learned
   * from is told by its settings and these data; of a run that it went on from itself, its own
   * checkpoint must still be there.
   *
   * @param settings of a training that is to be judged by what it keeps back
   * @param data the data set
   * @throws IOException if the earlier run knows some of these segments, or cannot be read
   */
  public static void requireNew(TrainingSettings settings, DataSet data) throws IOException {
    if (settings.fineTuning().initialWeights() instanceof InitialWeights.FromCheckpoint earlier) {
      Set<SegmentId> known = known(earlier, data);
      DataSet held = settings.holdout().split(of(settings, data), settings.seed()).heldOut();
      DataSet seen = held.where(known::contains);
      if (seen.size() > 0) {
        throw new IOException(
            "%s knows %d of the %d segments that %s keeps back: nothing can be measured by them"
                .formatted(earlier.model(), seen.size(), held.size(), settings.holdout().text()));
      }
    }
  }

  private static Set<SegmentId> known(InitialWeights.FromCheckpoint latest, DataSet data)
      throws IOException {
    Set<SegmentId> known = new HashSet<>();
    Set<Path> looked = new HashSet<>();
    InitialWeights start = latest;
    while (start instanceof InitialWeights.FromCheckpoint earlier && looked.add(earlier.model())) {
      if (looked.size() > 1 && !Files.exists(earlier.model())) {
        break;
      }
      TrainingSettings settings = Checkpoint.settings(Checkpoint.open(earlier.model()).entries());
      learnedFrom(settings, of(settings, data)).segments().forEach(s -> known.add(s.id()));
      start = settings.fineTuning().initialWeights();
    }
    return known;
  }

  private static DataSet learnedFrom(TrainingSettings settings, DataSet data) {
    try {
      return settings.holdout().split(data, settings.seed()).training();
    } catch (IllegalArgumentException e) {
      // Whom it kept back is not among these data.
      return data;
    }
  }

  private static DataSet of(TrainingSettings settings, DataSet data) {
    return data.where(id -> settings.subjects().contains(id.subject()));
  }
}
