package io.kinetograph.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The training engine, started once a process; nothing is downloaded or reported. */
public final class PyTorch {

  /** The engine's name, needed everywhere: ONNX Runtime is on the class path too. */
  static final String NAME = "PyTorch";

  private PyTorch() {}

  /**
   * Starts the engine.
   *
   * @param threads how many threads compute, at least 1; only the first start of a process counts
   */
  public static void start(int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
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
   * The floats of an array of the engine, in its own memory: what is written there, it computes
   * with.
   */
  public static FloatBuffer floats(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    if (!bytes.isDirect()) {
      throw new IllegalStateException("the engine gives a copy of " + array.getName());
    }
    return bytes.asFloatBuffer();
  }
}
