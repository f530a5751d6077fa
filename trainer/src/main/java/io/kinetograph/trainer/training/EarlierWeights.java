package io.kinetograph.trainer.training;

import ai.djl.nn.Parameter;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weights that an earlier run is judged by, as the beginning of another. The body is taken as
 * it is. Of the last layer, the rows of labels that both know are taken, by name; the others begin
 * fresh.
 */
final class EarlierWeights {

  private final Path model;

  EarlierWeights(Path model) {
    this.model = model;
  }

  /**
   * Puts the weights into a network.
   *
   * @param labels the network's
   * @return what there is to say of it
   * @throws IOException if they cannot be read or do not fit
   */
  List<String> putInto(ResNet network, List<String> labels) throws IOException {
    TensorFile file = Checkpoint.open(model);
    String weights = Checkpoint.judgedBy(file.entries());
    List<String> known = Checkpoint.labels(file.entries());
    for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
      FloatBuffer target = AdamW.floats(entry.getValue().getArray());
      if (entry.getKey().startsWith("fc.")) {
        int width = entry.getKey().equals("fc.weight") ? network.size().features() : 1;
        copyRows(file.tensor(weights + entry.getKey()), known, target, labels, width);
      } else {
        file.copy(weights + entry.getKey(), target);
      }
    }
    List<String> fresh = new ArrayList<>(labels);
    fresh.removeAll(known);
    return List.of(
        "weights, pixel scale and normalization of %s; of its last layer, %d of %d labels%s"
            .formatted(
                model,
                labels.size() - fresh.size(),
                known.size(),
                fresh.isEmpty() ? "" : "; fresh: " + String.join(", ", fresh)));
  }

  private static void copyRows(
      FloatBuffer source, List<String> known, FloatBuffer target, List<String> labels, int width) {
    for (int row = 0; row < labels.size(); row++) {
      int old = known.indexOf(labels.get(row));
      if (old >= 0) {
        target.put(row * width, source, old * width, width);
      }
    }
  }
}
