package io.kinetograph.trainer.evaluation;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Starts ONNX Runtime, once a process. */
public final class OnnxRuntime {

  /**
   * ONNX Runtime 1.29 matches the process's command line against a regular expression when it
   * starts, with a recursion for every character: a class path of some kilobytes overflows a
   * thread's usual stack and ends the process without a word. Only what is used of the stack is
   * ever backed by memory.
   */
  private static final long STACK_BYTES = 512L << 20;

  private OnnxRuntime() {}

  /**
   * How a session is opened: as the service opens it.
   *
   * @param threads that compute, at least 1
   */
  public static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    return options;
  }

  /**
   * The environment of this process.
   *
   * @throws IllegalStateException if ONNX Runtime cannot be started here
   */
  public static OrtEnvironment environment() {
    CompletableFuture<OrtEnvironment> started = new CompletableFuture<>();
    Thread starter =
        new Thread(
            null,
            () -> started.complete(OrtEnvironment.getEnvironment()),
            "onnxruntime",
            STACK_BYTES);
    starter.setUncaughtExceptionHandler((thread, e) -> started.completeExceptionally(e));
    starter.start();
    try {
      return started.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("ONNX Runtime cannot be started: " + e.getCause(), e);
    }
  }
}
