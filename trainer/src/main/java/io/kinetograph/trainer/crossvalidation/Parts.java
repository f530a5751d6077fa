package io.kinetograph.trainer.crossvalidation;

import java.util.List;

/**
 * All trainings that a protocol asks for, once a seed.
 *
 * @param parts one or more, in order
 * @param notes what of the protocol these data cannot give, a sentence each
 */
public record Parts(List<Part> parts, List<String> notes) {

  /** Copies. */
  public Parts {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
  }
}
