// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.benchmarks.peers.ModelPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LauncherTest {

  @Test
  void peerRunsOnItsJava() {
    assertThat(Launcher.java(Path.of("/jdk-25"), ModelPeer.class, "model.onnx"))
        .startsWith("/jdk-25/bin/java")
        .endsWith(ModelPeer.class.getName(), "model.onnx");
  }
}
