// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changelog topics of the app's stores. Kafka Streams creates them after the first start.
 *
 * @param segments which segments of each wearer have closed, and which episodes are open
 * @param episodes the models of these episodes; null if none are decided
 */
public record Changelogs(String segments, @Nullable String episodes) {

  /** All of them. */
  public List<String> names() {
    return episodes == null ? List.of(segments) : List.of(segments, episodes);
  }
}
