package io.kinetograph.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** The training engine, started once a process, without a call to anywhere. */
public final class PyTorch {

  /** The engine's name; said everywhere, as another engine may be on the class path too. */
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

  /** A manager of the engine; whoever asks for it closes it. */
  public static NDManager newManager() {
    return NDManager.newBaseManager(Device.cpu(), NAME);
  }

  /** The engine. */
  public static Engine engine() {
    return Engine.getEngine(NAME);
  }
}
