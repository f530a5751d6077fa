package io.kinetograph.streams.classify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of a model and where they came from. They are read once, so that the card that was
 * checked and the network that serves are of one and the same file, whatever happens to it on disk.
 */
public final class ModelFile {

  private static final String SHIPPED = "/io/kinetograph/streams/model/kinetograph.onnx";

  /**
   * Six times a ResNet34 in float32. Whatever larger file lies there by mistake is not read into
   * the memory of a process that is labelling.
   */
  private static final long LARGEST = 512L << 20;

  private final String name;
  private final byte[] bytes;
  private final String digest;

  private ModelFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
    this.digest = digest(bytes);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidModelException if it cannot be read or holds more than 512 MiB
   */
  public static ModelFile read(Path file) throws InvalidModelException {
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new InvalidModelException(
            "model file %s has %,d bytes, more than the %,d that are taken for a model"
                .formatted(file, size, LARGEST));
      }
      return new ModelFile(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InvalidModelException("model file " + file + " does not exist", e);
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

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }

  /** SHA-256 of the bytes, in hexadecimal. */
  public String digest() {
    return digest;
  }
}
