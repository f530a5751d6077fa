package io.kinetograph.trainer.crossvalidation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a finished fold beside its predictions.
 *
 * @param protocol its name
 * @param planned what each part of the whole protocol keeps back, by the part's name
 * @param notes what of the protocol the data could not give
 * @param settings of the training, by name
 * @param training segments that were learned from
 * @param secondsPerEpoch mean over the epochs of the process that finished it; null if it had none
 *     to do
 * @param worn accuracy with only some units worn, by the units' name; empty if it was not asked for
 */
record FoldNotes(
    String protocol,
    Map<String, String> planned,
    List<String> notes,
    Map<String, String> settings,
    int training,
    @Nullable Double secondsPerEpoch,
    Map<String, Double> worn) {

  FoldNotes {
    planned = new LinkedHashMap<>(planned);
    notes = List.copyOf(notes);
    settings = new LinkedHashMap<>(settings);
    worn = new LinkedHashMap<>(worn);
  }

  FoldNotes withWorn(Map<String, Double> accuracies) {
    return new FoldNotes(protocol, planned, notes, settings, training, secondsPerEpoch, accuracies);
  }

  String setting(String name) {
    return settings.getOrDefault(name, "");
  }
}
