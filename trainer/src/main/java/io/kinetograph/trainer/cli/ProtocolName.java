package io.kinetograph.trainer.cli;

import java.util.Locale;

/** The protocols by what they are called on the command line. */
enum ProtocolName {
  /** One random split. */
  RANDOM,
  /** The same several times. */
  RRSS,
  /** Every segment is in one test set. */
  KFOLD,
  /** Every subject is the test set once. */
  LOSO,
  /** Every pair of subjects is the test set once. */
  PAIRS;

  /** As in the names of folders. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return text();
  }
}
