// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {

  private final List<String> closed = new ArrayList<>();
  private final Closer closer = new Closer();

  @Test
  void closesTheLastFirstAndOnlyOnce() {
    assertThat(closer.add("a", closed::add)).isEqualTo("a");
    closer.add("b", closed::add);

    closer.close();
    closer.close();

    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void closesAllEvenIfSomeCannotBeClosed() {
    closer.add("a", closed::add);
    closer.add("b", this::fail);
    closer.add("c", this::fail);
    closer.add("d", closed::add);

    assertThatThrownBy(closer::close)
        .hasMessage("c")
        .satisfies(e -> assertThat(e.getSuppressed()).extracting("message").containsExactly("b"));
    assertThat(closed).containsExactly("d", "a");
  }

  @Test
  void aFailureToCloseIsSuppressedInTheFailureBefore() {
    closer.add("a", closed::add);
    closer.add("b", this::fail);
    Exception failure = new Exception("before");

    closer.closeAfter(failure);

    assertThat(failure.getSuppressed()).extracting("message").containsExactly("b");
    assertThat(closed).containsExactly("a");
  }

  private void fail(String part) {
    throw new IllegalStateException(part);
  }
}
