package io.kinetograph.streams.refresh;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What tells, without reading a file, that it has been written or that another has come in its
 * place. Symbolic links are followed, all of them: where Kubernetes updates a ConfigMap it changes
 * the link of a folder on the way.
 *
 * @param attributes size, times and, where there are such, the file's number; or why there are none
 */
record FileState(Map<String, Object> attributes) {

  private static final String ATTRIBUTES =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
          ? "unix:size,lastModifiedTime,ctime,ino,dev"
          : "size,lastModifiedTime,creationTime,fileKey";

  static FileState of(Path file) {
    try {
      return new FileState(Files.readAttributes(file, ATTRIBUTES));
    } catch (IOException e) {
      return new FileState(Map.of("failure", e.toString()));
    }
  }
}
