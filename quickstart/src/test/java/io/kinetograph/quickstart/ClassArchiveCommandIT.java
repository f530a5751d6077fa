// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command in a process of its own, with a launcher whose app only waits. */
@DisabledOnOs(OS.WINDOWS)
class ClassArchiveCommandIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder = Path.of("");

  @Test
  void appEndsWithTheCommandThatIsTerminated() throws Exception {
    Path pid = folder.resolve("pid");
    Path launcher = folder.resolve("launcher");
    Files.writeString(launcher, "#!/bin/sh\necho $$ > '" + pid + "'\nexec sleep 600\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    Process command = start(launcher);
    try {
      await()
          .atMost(LIMIT)
          .until(() -> !command.isAlive() || (Files.exists(pid) && Files.size(pid) > 1));
      assertThat(pid).as(Files.readString(folder.resolve("output"))).exists();
      ProcessHandle app =
          ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
      try {
        command.destroy();

        assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(10)).until(() -> !app.isAlive());
      } finally {
        app.destroyForcibly();
      }
    } finally {
      command.destroyForcibly();
    }
  }

  private Process start(Path launcher) throws Exception {
    // Failsafe may start tests with a jar that only names the class path.
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ClassArchiveCommand.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("CLASSPATH", classPath);
    builder.environment().put("KINETOGRAPH_LAUNCHER", launcher.toString());
    builder
        .environment()
        .put("KINETOGRAPH_CLASS_ARCHIVE_FILE", folder.resolve("app.archive").toString());
    return builder.start();
  }
}
