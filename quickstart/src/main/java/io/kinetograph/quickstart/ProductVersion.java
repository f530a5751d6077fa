package io.kinetograph.quickstart;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class ProductVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = ProductVersion.class.getPackage().getImplementationVersion();
    return new String[] {"kinetograph " + Optional.ofNullable(version).orElse("(not packaged)")};
  }
}
