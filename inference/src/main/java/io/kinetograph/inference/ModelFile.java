// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The bytes of a model and where they came from. They are read once, so that the card that was
 * checked and the network that runs are of the same file, whatever happens to it on disk.
 */
public final class ModelFile {

  /** The name of a model's input: float, N x 1 x 15 x 125, pixels from 0 to 1. */
  public static final String INPUT = "picture";

  /** The name of a model's output: float, N x labels. */
  public static final String OUTPUT = "logits";

  /**
   * The name of a model's second output: float, N x features, what the last layer sees. A file made
   * by an earlier version does not have it.
   */
  public static final String FEATURES = "features";

  /**
   * Six times a ResNet34 in float32. A larger file, there by mistake, must not be read into the
   * memory of a process that serves.
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
   * @throws InvalidModelException if it cannot be read or has more than 512 MiB
   */
  public static ModelFile read(Path file) throws InvalidModelException {
    if (Files.isDirectory(file)) {
      throw new InvalidModelException("model file " + file + " is a folder: give an ONNX file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A device or a pipe may never end.
      throw new InvalidModelException("model file " + file + " is not a regular file");
    }
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "model file %s has %,d bytes; a model has at most %,d",
                file,
                size,
                LARGEST));
      }
      return new ModelFile(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InvalidModelException("model file " + file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new InvalidModelException("model file " + file + " cannot be read: access denied", e);
    } catch (IOException e) {
      throw new InvalidModelException(
          "model file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Takes bytes that are no file.
   *
   * @param name for messages
   * @param bytes not copied; the caller does not change them
   */
  public static ModelFile of(String name, byte[] bytes) {
    return new ModelFile(name, bytes);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The file's path, or the name that was given: for messages. */
  public String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * What the file says about itself.
   *
   * @throws InvalidModelException if it is not an ONNX model
   */
  OnnxHeader header() throws InvalidModelException {
    try {
      return OnnxHeader.read(bytes);
    } catch (IOException e) {
      throw new InvalidModelException(name + " is not an ONNX model: " + e.getMessage(), e);
    }
  }

  /** SHA-256 of the bytes, in lowercase hexadecimal. */
  public String digest() {
    return digest;
  }
}
