// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.Utils;
import io.kinetograph.program.NativeFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * The training engine. It starts once in a process, downloads nothing and sends no usage
 * statistics.
 */
public final class PyTorch {

  /** The engine's name, which every call must state: ONNX Runtime is on the class path too. */
  static final String NAME = "PyTorch";

  private PyTorch() {}

  /**
   * Starts the engine.
   *
   * @param threads number of threads that compute, at least 1; later starts in the same process
   *     ignore it
   * @throws IllegalStateException if its libraries cannot be unpacked or loaded; the message says
   *     what to do
   */
  public static void start(int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    try {
      NativeFolder.check(Utils.getEngineCacheDir(), "DJL_CACHE_DIR");
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    Engine.getEngine(NAME);
  }

  /** A manager of the engine; the caller closes it. */
  public static NDManager newManager() {
    return NDManager.newBaseManager(Device.cpu(), NAME);
  }

  /** The engine. */
  public static Engine engine() {
    return Engine.getEngine(NAME);
  }

  /**
   * The floats of an engine's array in the engine's memory, so that writing to them changes the
   * array.
   */
  public static FloatBuffer floats(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    if (!bytes.isDirect()) {
      throw new IllegalStateException(
          "the engine returned a copy instead of the memory of " + array.getName());
    }
    return bytes.asFloatBuffer();
  }
}
