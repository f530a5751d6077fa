// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX file says about itself, read before ONNX Runtime opens it: that would look for
 * weights in other files in the working folder, and in any folder that the file names. Its Java
 * binding also garbles metadata outside of Unicode's basic plane, such as emoji.
 *
 * <p>It walks through the Protocol Buffers of the file without copying more than names, so that it
 * takes little memory, whatever lengths the file states.
 *
 * @param irVersion the version of ONNX's format
 * @param opset the version of ONNX's operators
 * @param weightsFile the name of a file with weights, empty if it is not stated; null if all
 *     weights are in this file
 * @param metadata the entries of {@code metadata_props}; of several with one key, the last
 * @param repeated the keys of entries with several values
 * @param hasSparse whether there are tensors that state a shape and few of its numbers
 * @param tensors the names of the tensors that the main graph's nodes make, without the model's
 *     outputs; each character is a byte of the file
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">The format</a>
 */
record OnnxHeader(
    long irVersion,
    long opset,
    @Nullable String weightsFile,
    Map<String, String> metadata,
    Set<String> repeated,
    boolean hasSparse,
    Set<String> tensors) {

  /** Messages that lead to tensors, each with the numbers of the fields that do. */
  private enum Message {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TRAINING,
    FUNCTION,
    SPARSE_TENSOR,
    TENSOR;

    private static final Map<Message, Map<Integer, Message>> FIELDS =
        Map.of(
            MODEL, Map.of(7, GRAPH, 20, TRAINING, 25, FUNCTION),
            GRAPH, Map.of(1, NODE, 5, TENSOR, 15, SPARSE_TENSOR),
            NODE, Map.of(5, ATTRIBUTE),
            ATTRIBUTE,
                Map.of(
                    5,
                    TENSOR,
                    6,
                    GRAPH,
                    10,
                    TENSOR,
                    11,
                    GRAPH,
                    22,
                    SPARSE_TENSOR,
                    23,
                    SPARSE_TENSOR),
            TRAINING, Map.of(1, GRAPH, 2, GRAPH),
            FUNCTION, Map.of(7, NODE, 11, ATTRIBUTE),
            SPARSE_TENSOR, Map.of(1, TENSOR, 2, TENSOR),
            TENSOR, Map.of());

    @Nullable Message of(int field) {
      return FIELDS.getOrDefault(this, Map.of()).get(field);
    }
  }

  /** Graphs within graphs; ONNX Runtime would run out of stack, too. */
  private static final int MAX_DEPTH = 100;

  private static final int IR_VERSION = 1;
  private static final int OPSET_IMPORT = 8;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_OUTPUT = 2;
  private static final int EXTERNAL_DATA = 13;
  private static final int METADATA = 14;
  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;

  /**
   * Reads the header of a file.
   *
   * @throws IOException if it is not an ONNX model; the message says why, as part of a sentence
   */
  static OnnxHeader read(byte[] bytes) throws IOException {
    Walk walk = new Walk(bytes);
    walk.message(Message.MODEL, bytes.length, 0);
    if (!walk.hasGraph) {
      throw new IOException("it has no graph");
    }
    // A part of the graph may follow the outputs.
    walk.made.removeAll(walk.outputs);
    return new OnnxHeader(
        walk.irVersion,
        walk.opset,
        walk.weightsFile,
        walk.metadata,
        walk.repeated,
        walk.hasSparse,
        walk.made);
  }

  private static final class Walk {

    /** Of a name in a message: a file may state one of any length. */
    private static final int LONGEST_NAME = 200;

    private final ProtobufReader fields;
    private long irVersion;
    private long opset;
    private boolean hasGraph;
    private boolean isInMainGraph;
    private boolean hasSparse;
    private @Nullable String weightsFile;
    private final Map<String, String> metadata = new HashMap<>();
    private final Set<String> repeated = new TreeSet<>();
    private final Set<String> made = new LinkedHashSet<>();
    private final Set<String> outputs = new LinkedHashSet<>();

    Walk(byte[] bytes) {
      this.fields = new ProtobufReader(bytes);
    }

    void message(Message message, int end, int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw new IOException("it is nested deeper than " + MAX_DEPTH + " messages");
      }
      boolean isExternal = false;
      String file = "";
      while (fields.isBefore(end)) {
        fields.next(end);
        int field = fields.number();
        if (!fields.hasContent()) {
          isExternal |=
              message == Message.TENSOR
                  && field == DATA_LOCATION
                  && (int) fields.value() == EXTERNAL;
          irVersion = message == Message.MODEL && field == IR_VERSION ? fields.value() : irVersion;
          continue;
        }
        int after = fields.contentEnd();
        Message inner = message.of(field);
        if (inner != null) {
          if (message == Message.MODEL) {
            isInMainGraph = inner == Message.GRAPH;
            hasGraph |= isInMainGraph;
          }
          hasSparse |= inner == Message.SPARSE_TENSOR;
          message(inner, after, depth + 1);
        } else if (message == Message.MODEL && field == OPSET_IMPORT) {
          opset(after);
        } else if (message == Message.MODEL && field == METADATA) {
          metadata(after);
        } else if (message == Message.TENSOR && field == EXTERNAL_DATA) {
          file = location(file, after);
        } else if (message == Message.NODE && field == NODE_OUTPUT && depth == 2 && isInMainGraph) {
          addName(made);
        } else if (message == Message.GRAPH && field == GRAPH_OUTPUT && depth == 1) {
          output(after);
        }
        fields.moveTo(after);
      }
      if (isExternal && (weightsFile == null || weightsFile.isEmpty())) {
        weightsFile = file;
      }
    }

    /** The version of ONNX's own operators, whose domain is empty. */
    private void opset(int end) throws IOException {
      String domain = "";
      long version = 0;
      while (fields.isBefore(end)) {
        fields.next(end);
        version = fields.number() == 2 && !fields.hasContent() ? fields.value() : version;
        domain = fields.number() == 1 ? fields.content(LONGEST_NAME) : domain;
      }
      opset = domain.isEmpty() || domain.equals("ai.onnx") ? version : opset;
    }

    private void metadata(int end) throws IOException {
      Map.Entry<String, String> entry = entry(end, Integer.MAX_VALUE);
      String other = metadata.put(entry.getKey(), entry.getValue());
      if (other != null && !other.equals(entry.getValue())) {
        repeated.add(entry.getKey());
      }
    }

    /** The name of one of the model's outputs. */
    private void output(int end) throws IOException {
      while (fields.isBefore(end)) {
        fields.next(end);
        if (fields.hasContent()) {
          int after = fields.contentEnd();
          if (fields.number() == 1) {
            addName(outputs);
          }
          fields.moveTo(after);
        }
      }
    }

    /** A node leaves the names of outputs that it does not have empty. */
    private void addName(Set<String> names) {
      String name = fields.contentBytes();
      if (!name.isEmpty()) {
        names.add(name);
      }
    }

    /** The value of an entry whose key is "location", or what was known before. */
    private String location(String known, int end) throws IOException {
      Map.Entry<String, String> entry = entry(end, LONGEST_NAME);
      return entry.getKey().equals("location") ? entry.getValue() : known;
    }

    private Map.Entry<String, String> entry(int end, int most) throws IOException {
      String key = "";
      String value = "";
      while (fields.isBefore(end)) {
        fields.next(end);
        int number = fields.number();
        String text = fields.content(most);
        key = number == 1 ? text : key;
        value = number == 2 ? text : value;
      }
      return Map.entry(key, value);
    }
  }
}
