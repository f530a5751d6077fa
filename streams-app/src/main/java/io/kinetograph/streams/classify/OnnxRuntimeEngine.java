package io.kinetograph.streams.classify;

import ai.djl.engine.Engine;
import org.jspecify.annotations.Nullable;

/** Starts DJL's ONNX Runtime engine, once a process. */
final class OnnxRuntimeEngine {

  static final String NAME = "OnnxRuntime";

  /**
   * ONNX Runtime 1.29 matches the process's command line against a regular expression when it
   * starts, with a recursion for every character: a class path of some kilobytes overflows a
   * thread's usual stack and ends the process without a word. This is enough for the longest
   * command line that Linux takes; only what is used of it is ever backed by memory.
   */
  private static final long STACK_BYTES = 512L << 20;

  private OnnxRuntimeEngine() {}

  /**
   * Starts the engine if it has not been started.
   *
   * @throws InvalidModelException if ONNX Runtime cannot be started here
   */
  static void start() throws InvalidModelException {
    keepDjlAtHome();
    Failure failure = new Failure();
    Thread starter = new Thread(null, () -> Engine.getEngine(NAME), "onnxruntime", STACK_BYTES);
    starter.setUncaughtExceptionHandler((thread, e) -> failure.cause = e);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InvalidModelException("interrupted while ONNX Runtime was started", e);
    }
    if (failure.cause != null) {
      throw new InvalidModelException(
          "ONNX Runtime cannot be started: " + failure.cause, failure.cause);
    }
    EnvironmentHold.take();
  }

  private static final class Failure {
    private @Nullable Throwable cause;
  }

  /**
   * DJL asks a cloud's metadata service, counts its uses and fetches engines unless told not to.
   */
  private static void keepDjlAtHome() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.onnx.disable_alternative", "true");
  }
}
