package io.kinetograph.trainer.report;

import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.FoldResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the data set's subjects were never left out, though a published figure counts all. */
final class Coverage {

  private static final String PREFIX = "subject:";

  private Coverage() {}

  /** A sentence, if the protocol leaves subjects out and some were not. */
  static Optional<String> of(CrossValidationResults results) {
    if (!results.protocol().equals("loso")) {
      return Optional.empty();
    }
    Set<String> done =
        results.folds().stream().map(FoldResult::testSet).collect(Collectors.toSet());
    List<String> never = new ArrayList<>();
    for (int subject = 1; subject <= SegmentId.SUBJECTS; subject++) {
      if (!done.contains(PREFIX + subject)) {
        never.add(Integer.toString(subject));
      }
    }
    return never.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Of the data set's %d subjects, these were never left out: %s."
                .formatted(SegmentId.SUBJECTS, String.join(", ", never)));
  }
}
