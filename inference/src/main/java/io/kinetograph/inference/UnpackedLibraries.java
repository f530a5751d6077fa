// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native libraries that ONNX Runtime unpacks into a folder of its own in the temporary folder.
 * It deletes them when the process exits, but the folder before its files, so an empty folder
 * stays; and a process that is killed leaves everything. A library that is loaded does not need its
 * file any more, except on Windows.
 */
final class UnpackedLibraries {

  private static final Logger LOG = LoggerFactory.getLogger(UnpackedLibraries.class);

  private UnpackedLibraries() {}

  /** Deletes them now, or at the exit if ONNX Runtime may load more of them for a GPU. */
  static void delete() {
    Path folder = folder();
    if (folder == null) {
      return;
    }
    if (isForGpus()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "onnxruntime-files"));
    } else {
      delete(folder);
    }
  }

  /** Private to ONNX Runtime; null before it starts, and with another version of it. */
  static @Nullable Path folder() {
    try {
      Field folder = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
      folder.setAccessible(true);
      return (Path) folder.get(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("the folder of ONNX Runtime's libraries is unknown", e);
      return null;
    }
  }

  private static boolean isForGpus() {
    String cuda = "/ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so";
    return OrtEnvironment.class.getResource(cuda) != null;
  }

  private static void delete(Path folder) {
    File[] files = folder.toFile().listFiles();
    if (files == null) {
      return;
    }
    boolean deleted = true;
    for (File file : files) {
      deleted &= file.delete();
    }
    if (!deleted || !folder.toFile().delete()) {
      LOG.debug("{} cannot be deleted yet", folder);
    }
  }
}
