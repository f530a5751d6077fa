package io.kinetograph.streams.classify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a model and where they came from. They are read once, so that the card that was
 * checked and the network that serves are of one and the same file, whatever happens to it on disk.
 */
final class ModelFile {

  private static final String SHIPPED = "/io/kinetograph/streams/model/kinetograph.onnx";

  private final String name;
  private final byte[] bytes;

  private ModelFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  static ModelFile read(Path file) throws InvalidModelException {
    try {
      return new ModelFile(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InvalidModelException("model file " + file + " cannot be read: " + e, e);
    }
  }

  /** The model that this version brings along. */
  static ModelFile shipped() throws InvalidModelException {
    try (InputStream resource = ModelFile.class.getResourceAsStream(SHIPPED)) {
      if (resource == null) {
        throw new InvalidModelException("no model is shipped in this jar; set model.file");
      }
      return new ModelFile("shipped model", resource.readAllBytes());
    } catch (IOException e) {
      throw new InvalidModelException("the shipped model cannot be read: " + e, e);
    }
  }

  String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }
}
