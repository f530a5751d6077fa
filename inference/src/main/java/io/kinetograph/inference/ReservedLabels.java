// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a label on the output topic says in place of an activity of the model. A model whose own
 * labels or groups have such a name is rejected: consumers could not tell its answer from a status.
 */
public final class ReservedLabels {

  /** The model does not know the activity. */
  public static final String UNKNOWN = "unknown";

  /** The wearer wears no unit. */
  public static final String NOT_WORN = "not-worn";

  private static final Set<String> ALL = Set.of(UNKNOWN, NOT_WORN);

  private ReservedLabels() {}

  /**
   * Checks names of a model. Case, blanks and underscores make no difference, because the dashboard
   * and the schema's symbols write the same words in other ways.
   *
   * @param what they are, such as label, for the message
   * @throws IllegalArgumentException if one is reserved, with what to do
   */
  public static void requireNone(String what, List<String> names) {
    for (String name : names) {
      String plain = name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "-");
      if (ALL.contains(plain)) {
        throw new IllegalArgumentException(
            "%s '%s' is reserved: the app writes '%s' in place of an activity; give this %s another name, such as 'other'"
                .formatted(what, name, plain, what));
      }
    }
  }
}
