// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.util.Locale;

/** The locale of a program. */
public final class ProgramLocale {

  private ProgramLocale() {}

  /**
   * Makes this program independent of the machine's language. The build rejects code of ours that
   * uses the default locale; libraries use it all the same. For example, a Kafka broker names its
   * log files with it, and with Arabic digits in one language only.
   */
  public static void makeIndependent() {
    Locale.setDefault(Locale.ROOT);
  }
}
