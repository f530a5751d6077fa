// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class CorruptStateTest {

  static Stream<RuntimeException> ofTheState() {
    return Stream.of(
        opening(status(Status.Code.Corruption, "Corruption: no meta-nextfile entry")),
        opening(
            status(Status.Code.IOError, "while opening x/MANIFEST-5: No such file or directory")),
        opening(status(Status.Code.IOError, "while mkdir x: Not a directory")),
        opening(new FileAlreadyExistsException("x/rocksdb")));
  }

  static Stream<RuntimeException> ofTheMachine() {
    return Stream.of(
        opening(status(Status.Code.IOError, "while appending to x: No space left on device")),
        opening(status(Status.Code.IOError, "while open a file: x: Too many open files")),
        opening(status(Status.Code.IOError, "while open a file: x: Permission denied")),
        opening(status(Status.Code.IOError, "while pread x: Input/output error")),
        opening(new IOException("Read-only file system")),
        new ProcessorStateException("task directory [x] doesn't exist and couldn't be created"),
        new StreamsException(status(Status.Code.Corruption, "not while a store was opened")));
  }

  @ParameterizedTest
  @MethodSource("ofTheState")
  void isFoundInErrorsOfTheState(RuntimeException failure) {
    assertThat(CorruptState.isCauseOf(failure)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ofTheMachine")
  void isNotFoundInErrorsOfTheMachine(RuntimeException failure) {
    assertThat(CorruptState.isCauseOf(failure)).isFalse();
  }

  private static RuntimeException opening(Exception cause) {
    return new ProcessorStateException("Error opening store samples at location x", cause);
  }

  private static RocksDBException status(Status.Code code, String message) {
    return new RocksDBException(message, new Status(code, Status.SubCode.None, message));
  }
}
