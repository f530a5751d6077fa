// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The product's version, as it is in the jar's manifest. */
public final class ProductVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"kinetograph " + current()};
  }

  static String current() {
    String version = ProductVersion.class.getPackage().getImplementationVersion();
    return Optional.ofNullable(version).orElse("(not packaged)");
  }
}
