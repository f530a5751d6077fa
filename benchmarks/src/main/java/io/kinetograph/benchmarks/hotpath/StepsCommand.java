// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.hotpath;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kinetograph bench steps}: runs the benchmarks of this package. */
@Command(
    name = "steps",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the steps of the hot path, with what they allocate (JMH): decode, add, assemble",
      "and render, classify, encode, trace. Arguments after -- go to JMH."
    })
public final class StepsCommand implements Callable<Integer> {

  private static final Pattern FORKS = Pattern.compile("--?f(=?\\d+)?");
  private static final Pattern JVM_OPTIONS = Pattern.compile("--?jvmArgsAppend");

  /** Where Logback looks for the name of its configuration. */
  private static final String LOGBACK = "logback.configurationFile";

  @Parameters(arity = "0..*", paramLabel = "JMH-OPTION")
  private List<String> jmh = List.of();

  @Override
  public Integer call() throws Exception {
    String logback = System.getProperty(LOGBACK, "");
    org.openjdk.jmh.Main.main(arguments(jmh, logback).toArray(String[]::new));
    return 0;
  }

  /**
   * The arguments for JMH: with allocations, and one fork unless another number is given. Forks do
   * not inherit this process's properties: without its configuration, Logback logs at level DEBUG.
   */
  static List<String> arguments(List<String> given, String logback) {
    List<String> arguments = new ArrayList<>(List.of("-prof", "gc"));
    if (given.stream().noneMatch(argument -> FORKS.matcher(argument).matches())) {
      arguments.addAll(List.of("-f", "1"));
    }
    String option = "-D" + LOGBACK + "=" + logback;
    boolean isJvmOption = false;
    boolean isAdded = false;
    for (String argument : given) {
      // JMH takes these options once.
      arguments.add(isJvmOption ? option + " " + argument : argument);
      isAdded |= isJvmOption;
      isJvmOption = JVM_OPTIONS.matcher(argument).matches();
    }
    if (!isAdded) {
      arguments.addAll(List.of("-jvmArgsAppend", option));
    }
    return arguments;
  }
}
