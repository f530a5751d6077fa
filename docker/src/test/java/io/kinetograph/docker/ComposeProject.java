// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code docker/compose.yaml} as a project of its own, run by the command that a user types. */
final class ComposeProject {

  private static final Path FILE = Path.of("compose.yaml");

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;

  private ComposeProject(String name, List<String> command, Map<String, String> environment) {
    this.name = name;
    this.command = command;
    this.environment = environment;
  }

  /**
   * A project that has not been started.
   *
   * @param name the name of the project, which its containers and volumes begin with
   * @param environment variables of the file, such as ports
   * @throws IOException if neither {@code docker compose} nor {@code docker-compose} runs
   */
  static ComposeProject of(String name, Map<String, String> environment)
      throws IOException, InterruptedException {
    for (List<String> command : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
      ComposeProject project = new ComposeProject(name, command, environment);
      if (project.succeeds(concat(command, "version"))) {
        return project;
      }
    }
    throw new IOException("neither 'docker compose' nor 'docker-compose' runs");
  }

  /** Creates and starts services; returns when those that others wait for are healthy. */
  void up(List<String> services) throws IOException, InterruptedException {
    List<String> args = new ArrayList<>(List.of("up", "-d", "--no-build"));
    args.addAll(services);
    run(args);
  }

  void kill(String service) throws IOException, InterruptedException {
    run(List.of("kill", service));
  }

  void stop(String service) throws IOException, InterruptedException {
    run(List.of("stop", service));
  }

  /** Whether the image of a service is here or can be pulled. */
  boolean hasImage(String image, String service) throws IOException, InterruptedException {
    return succeeds(List.of("docker", "image", "inspect", image))
        || succeeds(inProject(List.of("pull", service)));
  }

  /** Removes the containers, the network and the volumes. */
  void down() throws IOException, InterruptedException {
    run(List.of("down", "--volumes", "--timeout", "30"));
  }

  private String run(List<String> args) throws IOException, InterruptedException {
    List<String> line = inProject(args);
    Process process = start(line);
    String output = output(process);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + " failed: " + output);
    }
    return output;
  }

  private boolean succeeds(List<String> line) throws InterruptedException {
    try {
      Process process = start(line);
      String unused = output(process);
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> inProject(List<String> args) {
    List<String> line =
        new ArrayList<>(concat(command, "--project-name", name, "--file", FILE.toString()));
    line.addAll(args);
    return line;
  }

  private static List<String> concat(List<String> command, String... args) {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of(args));
    return line;
  }

  private Process start(List<String> line) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String output(Process process) throws IOException {
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
