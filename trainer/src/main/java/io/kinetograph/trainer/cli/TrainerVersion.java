package io.kinetograph.trainer.cli;

import picocli.CommandLine.IVersionProvider;

/** The version the jar was built as. */
final class TrainerVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = TrainerVersion.class.getPackage().getImplementationVersion();
    return new String[] {"kinetograph " + (version == null ? "(not from a jar)" : version)};
  }
}
