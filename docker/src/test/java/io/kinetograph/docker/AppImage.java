// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.time.Duration;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The app's image, built from the distribution's archive, and containers of it. */
final class AppImage {

  private static final int PORT = 8080;
  private static final long MEMORY_BYTES = 1L << 30;
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  private final ImageFromDockerfile image;

  /** Describes the image; the first container builds it. */
  AppImage() {
    image = Images.of("app");
  }

  /**
   * A container with as few permissions as the image promises to need. The caller starts and stops
   * it.
   *
   * @param servers the brokers' address in the network
   * @param settings more settings, as environment variables
   */
  GenericContainer<?> container(Network network, String servers, Map<String, String> settings) {
    return new GenericContainer<>(image)
        .withNetwork(network)
        .withEnv("KINETOGRAPH_KAFKA_BOOTSTRAP_SERVERS", servers)
        .withEnv(settings)
        .withExposedPorts(PORT)
        .withCreateContainerCmdModifier(
            command -> {
              HostConfig host = command.getHostConfig();
              if (host == null) {
                throw new IllegalStateException("the container has no host configuration");
              }
              host.withReadonlyRootfs(true)
                  .withCapDrop(Capability.ALL)
                  .withTmpFs(Map.of("/tmp", "noexec"))
                  .withMemory(MEMORY_BYTES);
              command.withUser("10001");
            })
        .waitingFor(Wait.forHttp("/health/ready").forPort(PORT).withStartupTimeout(START_TIMEOUT));
  }

  /** Kills a container, and keeps it. */
  static void kill(GenericContainer<?> container) {
    DockerClientFactory.instance().client().killContainerCmd(container.getContainerId()).exec();
  }

  /** Starts a stopped container again. */
  static void startAgain(GenericContainer<?> container) {
    DockerClientFactory.instance().client().startContainerCmd(container.getContainerId()).exec();
  }

  /** Stops a container by SIGTERM; returns the exit code of its process. */
  static long terminate(GenericContainer<?> container, Duration timeout) {
    DockerClientFactory.instance()
        .client()
        .stopContainerCmd(container.getContainerId())
        .withTimeout((int) timeout.toSeconds())
        .exec();
    Long exitCode = container.getCurrentContainerInfo().getState().getExitCodeLong();
    if (exitCode == null) {
      throw new IllegalStateException("the container has no exit code");
    }
    return exitCode;
  }
}
