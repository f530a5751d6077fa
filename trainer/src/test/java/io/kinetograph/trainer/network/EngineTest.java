// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;

/** A test that computes with the training engine: each has a manager, closed behind it. */
public abstract class EngineTest {

  protected final NDManager manager = startedManager();

  private static NDManager startedManager() {
    PyTorch.start(1);
    return PyTorch.newManager();
  }

  @AfterEach
  final void closeManager() {
    manager.close();
  }
}
