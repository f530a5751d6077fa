package io.kinetograph.trainer.cli;

import java.util.Locale;

/** The protocols by what they are called on the command line. */
enum ProtocolName {
  /** A share of each activity's segments is kept back. */
  RANDOM,
  /** The same several times. */
  RRSS,
  /** Every segment is kept back once. */
  KFOLD,
  /** Every subject is kept back once. */
  LOSO,
  /** Every pair of subjects is kept back once. */
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
