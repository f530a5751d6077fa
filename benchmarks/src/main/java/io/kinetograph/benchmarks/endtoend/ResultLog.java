// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Prints each result as it comes, adds it to a file, and remembers whether all are right. */
final class ResultLog {

  private final @Nullable Path json;
  private boolean right = true;

  /**
   * Creates an empty log.
   *
   * @param json the file of results; null for none
   * @throws IOException if the file exists and no results can be added to it
   */
  ResultLog(@Nullable Path json) throws IOException {
    this.json = json;
    if (json != null && Files.exists(json)) {
      // Fails now, not after the first run.
      Result.read(json);
    }
  }

  void add(Result result) throws IOException {
    System.out.println(result.line());
    right &= result.isRight();
    if (json != null) {
      result.addTo(json);
    }
  }

  /** 1 if a label was missing, repeated or wrong. */
  int exitCode() {
    return right ? 0 : 1;
  }
}
