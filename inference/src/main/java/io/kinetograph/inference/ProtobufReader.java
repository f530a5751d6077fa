// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/**
 * Reads Protocol Buffers field by field. It copies no content that is not asked for, and rejects a
 * length that goes beyond the message.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">The encoding</a>
 */
final class ProtobufReader {

  private static final int NONE = -1;

  private final byte[] bytes;
  private int at;

  /** Of the last field: its number, its value if that is an integer, and its content's end. */
  private int number;

  private long value;
  private int contentEnd = NONE;

  ProtobufReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether there are bytes to read before the end of a message. */
  boolean isBefore(int end) {
    return at < end;
  }

  /**
   * Reads one field of a message, up to the begin of its content if it has any.
   *
   * @param end of the message
   * @throws IOException if the bytes are no field; the message says why, as part of a sentence
   */
  void next(int end) throws IOException {
    long tag = integer(end);
    number = (int) (tag >>> 3);
    value = 0;
    contentEnd = NONE;
    switch ((int) tag & 7) {
      case 0 -> value = integer(end);
      case 1 -> at = end(Long.BYTES, end);
      case 2 -> contentEnd = end(integer(end), end);
      case 5 -> at = end(Integer.BYTES, end);
      default -> throw new IOException("byte " + at + " is invalid");
    }
  }

  /** The number of the last field. */
  int number() {
    return number;
  }

  /** The value of the last field; 0 if it is no integer of variable length. */
  long value() {
    return value;
  }

  /** Whether the last field has content: text, bytes or a message. */
  boolean hasContent() {
    return contentEnd != NONE;
  }

  /** Where the content of the last field ends. */
  int contentEnd() {
    return contentEnd;
  }

  /** Continues at an end. */
  void moveTo(int end) {
    at = end;
  }

  /** Reads the content of the last field as text, up to a number of bytes, and passes it. */
  String content(int most) {
    if (contentEnd == NONE) {
      return "";
    }
    String text = new String(bytes, at, Math.min(contentEnd - at, most), UTF_8);
    at = contentEnd;
    return text;
  }

  /** The content of the last field, each character a byte. */
  String contentBytes() {
    return new String(bytes, at, contentEnd - at, ISO_8859_1);
  }

  /** The end of so many bytes that begin here. */
  private int end(long length, int end) throws IOException {
    if (length < 0 || length > end - at) {
      throw new IOException("it ends too early");
    }
    return at + (int) length;
  }

  /** An integer of variable length. */
  private long integer(int end) throws IOException {
    long result = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= end) {
        throw new IOException("it ends too early");
      }
      byte next = bytes[at++];
      result |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw new IOException("byte " + at + " is invalid");
  }
}
