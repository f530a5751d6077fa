// SPDX-License-Identifier: Apache-2.0
import ai.djl.engine.Engine;

/**
 * Starts PyTorch, which unpacks its libraries into {@code DJL_CACHE_DIR}. Run by {@code Dockerfile}
 * with the trainer's class path.
 */
final class UnpackPyTorch {

  private UnpackPyTorch() {}

  public static void main(String... args) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.out.println(Engine.getEngine("PyTorch"));
  }
}
