// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device that a model runs on, or is to run on.
 *
 * @param kind which of ONNX Runtime's execution providers runs it
 * @param index of the GPU, as CUDA counts them from 0; 0 for other kinds
 */
public record ModelDevice(Kind kind, int index) {

  /** How a device is written in settings. */
  public static final String SYNTAX = "auto, cpu, cuda, cuda:N, tensorrt or tensorrt:N";

  /** The CPU. */
  public static final ModelDevice CPU = new ModelDevice(Kind.CPU, 0);

  private static final Pattern WRITTEN = Pattern.compile("(auto|cpu)|(cuda|tensorrt)(:\\d{1,3})?");

  /** The kinds of devices. */
  public enum Kind {
    /** A GPU by CUDA where one works, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU by CUDA. */
    CUDA,
    /** A GPU by TensorRT, and CUDA for the nodes that TensorRT cannot run. */
    TENSORRT
  }

  /**
   * Reads a device as it is written in settings; a GPU without a number is the first.
   *
   * @throws IllegalArgumentException if it is not written by {@link #SYNTAX}
   */
  public static ModelDevice parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not " + SYNTAX);
    }
    String kind = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    String index = matcher.group(3);
    return new ModelDevice(
        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        index == null ? 0 : Integer.parseInt(index.substring(1)));
  }

  boolean isGpu() {
    return kind == Kind.CUDA || kind == Kind.TENSORRT;
  }

  /** As in settings; a GPU always with its number. */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return isGpu() ? name + ":" + index : name;
  }
}
