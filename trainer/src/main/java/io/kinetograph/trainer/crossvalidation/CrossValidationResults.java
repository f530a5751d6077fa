package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.file.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol came to, over all folds that are done; kept as {@code results.json}.
 *
 * @param format version of the file's form, 1
 * @param protocol its name, such as {@code kfold}
 * @param settings of the trainings, by name; without the seed and what is kept back
 * @param seeds that folds were trained with
 * @param folds that are done
 * @param missing folds that the protocol asks for with these seeds and that are not done
 * @param notes what of the protocol the data could not give, a sentence each
 * @param accuracy over folds of all seeds
 * @param accuracyOverSeeds over seeds of which all folds are done, of the mean over their folds;
 *     null if there is none
 * @param segments kept back segments of all folds together
 * @param pooledAccuracy share of these that were named right
 * @param macroF1 mean F1 of the activities that occur, all folds together
 * @param activities how well each activity is named, all folds together
 * @param confusion what was taken for what, all folds together
 * @param worn accuracy by worn units, over the folds that know it; empty if none does
 * @param secondsPerEpoch over the folds that know it; null if none does
 * @param mistakes the segments that were most surely named wrong, the surest first
 */
public record CrossValidationResults(
    int format,
    String protocol,
    Map<String, String> settings,
    List<Long> seeds,
    List<FoldResult> folds,
    List<String> missing,
    List<String> notes,
    MeanAndDeviation accuracy,
    @Nullable MeanAndDeviation accuracyOverSeeds,
    int segments,
    double pooledAccuracy,
    double macroF1,
    List<ActivityMetrics> activities,
    Confusion confusion,
    List<WornUnitsAccuracy> worn,
    @Nullable MeanAndDeviation secondsPerEpoch,
    List<Misclassification> mistakes) {

  /** The form that is written. */
  static final int FORMAT = 1;

  /** Copies. */
  public CrossValidationResults {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    seeds = List.copyOf(seeds);
    folds = List.copyOf(folds);
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
    activities = List.copyOf(activities);
    worn = List.copyOf(worn);
    mistakes = List.copyOf(mistakes);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file cannot be read or is of another form; it names the file
   */
  public static CrossValidationResults read(Path file) throws IOException {
    CrossValidationResults results = JsonFile.read(file, CrossValidationResults.class);
    if (results.format != FORMAT) {
      throw new IOException(
          "%s is of format %d, and this version reads %d".formatted(file, results.format, FORMAT));
    }
    return results;
  }

  /**
   * Writes them as JSON, whole or not at all.
   *
   * @param file replaced if it exists
   */
  public void write(Path file) throws IOException {
    JsonFile.write(file, this);
  }
}
