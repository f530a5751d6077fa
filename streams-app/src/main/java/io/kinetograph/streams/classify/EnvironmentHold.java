package io.kinetograph.streams.classify;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ONNX Runtime's environment until the process is gone. ONNX Runtime 1.29 frees it in a
 * shutdown hook, which runs while our own hook still waits for the app to end in order: a model
 * that is being loaded then crashes the process (microsoft/onnxruntime issue 31352). The native
 * environment counts its references, and one that is never given back keeps it; only the private
 * method that makes one in Java is in the way.
 */
final class EnvironmentHold {

  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentHold.class);

  private EnvironmentHold() {}

  /** Takes a reference, after the environment has been made; more than one do no harm. */
  static void take() {
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
      // Another version of ONNX Runtime: then a process that ends while it loads may crash.
      LOG.debug("the environment is not held", e);
    }
  }
}
