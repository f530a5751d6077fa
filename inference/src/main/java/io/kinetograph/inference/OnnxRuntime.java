// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts ONNX Runtime and opens sessions. Every workaround that each session needs is here; what
 * only GPUs need is in {@link GpuProbe} and {@link BatchRunner.OneThread}.
 */
final class OnnxRuntime {

  /** DJL's name of the engine; always stated, because DJL prefers PyTorch where both are there. */
  static final String ENGINE = "OnnxRuntime";

  private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntime.class);

  /**
   * ONNX Runtime 1.29 matches the process's command line against a regular expression when it
   * starts, and the C++ library recurses for each character: a class path of some kilobytes
   * overflows a thread's usual stack and ends the process without a message. This stack suffices
   * for the longest command line that Linux accepts; only the part that is used takes memory.
   */
  private static final long STACK_BYTES = 512L << 20;

  /** Of the process, as ONNX Runtime's environment is. */
  private static boolean isStarted;

  private OnnxRuntime() {}

  /**
   * Starts ONNX Runtime, unless it has been started. DJL's engine must make ONNX Runtime's
   * environment: if anything else makes it first, the engine does not start.
   *
   * @throws InvalidModelException if ONNX Runtime cannot be started here
   */
  static synchronized void start() throws InvalidModelException {
    if (isStarted) {
      return;
    }
    keepDjlOffline();
    CompletableFuture<Engine> started = new CompletableFuture<>();
    Thread starter =
        new Thread(
            null, () -> started.complete(Engine.getEngine(ENGINE)), "onnxruntime", STACK_BYTES);
    starter.setUncaughtExceptionHandler((thread, e) -> started.completeExceptionally(e));
    starter.start();
    try {
      started.get();
    } catch (ExecutionException e) {
      throw new InvalidModelException(
          "ONNX Runtime cannot be started: " + ExceptionUtils.getRootCause(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InvalidModelException("interrupted while ONNX Runtime was started", e);
    }
    turnOffReports();
    keepEnvironmentUntilExit();
    UnpackedLibraries.delete();
    isStarted = true;
  }

  /**
   * DJL asks a cloud's metadata service where it runs, reports its use and downloads a second
   * engine by default.
   */
  private static void keepDjlOffline() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.onnx.disable_alternative", "true");
  }

  /**
   * ONNX Runtime 1.29 reports each model and session to its makers. The report about the process is
   * made when the environment is created: only {@code ORT_DISABLE_TELEMETRY=1} prevents it.
   */
  private static void turnOffReports() throws InvalidModelException {
    try {
      OrtEnvironment.getEnvironment().setTelemetry(false);
    } catch (OrtException e) {
      throw new InvalidModelException("ONNX Runtime's reports cannot be turned off: " + e, e);
    }
  }

  /**
   * ONNX Runtime 1.29 frees its environment in a shutdown hook, while our own hook still waits for
   * the app to stop; a model that is being loaded then crashes the process (microsoft/onnxruntime
   * issue 31352). The native environment counts references, so one that is never given back keeps
   * it; further ones do no harm. The Java method that takes one is private.
   */
  private static void keepEnvironmentUntilExit() {
    try {
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      api.setAccessible(true);
      Method create =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      create.setAccessible(true);
      create.invoke(
          null,
          api.getLong(null),
          OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(),
          OrtEnvironment.DEFAULT_NAME);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Another version of ONNX Runtime: a process that exits while it loads a model may crash.
      LOG.debug("ONNX Runtime's environment cannot be kept until the process exits", e);
    }
  }

  /**
   * The options of a session; the caller closes them.
   *
   * @param threads that compute one run. One, for throughput: a caller on each core is faster than
   *     one call on several cores
   */
  static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    return options;
  }

  /** Opens a session, once ONNX Runtime has been {@linkplain #start started}. */
  static OrtSession open(byte[] model, OrtSession.SessionOptions options) throws OrtException {
    return OrtEnvironment.getEnvironment().createSession(model, options);
  }

  /** The version of ONNX Runtime. */
  static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /** What a message of ONNX Runtime says first; further lines are a stack of its own. */
  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
