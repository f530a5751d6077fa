// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class UnreadRecordsTest {

  private final Counter lost = new SimpleMeterRegistry().counter("lost");
  private final UnreadRecords records = new UnreadRecords("in-0", lost);

  @Test
  void whatRetentionHasDeletedBeforeItWasReadIsCountedOnce() {
    records.startAt(10);
    records.read(50);
    assertThat(records.hasGaps()).isTrue();
    records.answered(50);
    assertThat(lost.count()).isEqualTo(40);
    assertThat(records.hasGaps()).isFalse();
    records.answered(60);
    assertThat(lost.count()).isEqualTo(40);
  }

  @Test
  void gapsOfTransactionsAndOffsetsThatAnOperatorSkipsAreNotLost() {
    records.startAt(10);
    records.read(12);
    records.read(14);
    records.read(1_000);
    records.answered(10);
    assertThat(lost.count()).isZero();
  }

  @Test
  void ofAGapOnlyTheDeletedPartIsLost() {
    records.startAt(10);
    records.read(100);
    records.answered(30);
    assertThat(lost.count()).isEqualTo(20);
  }

  @Test
  void withoutStateNothingIsExpected() {
    records.startAt(-1);
    records.read(500);
    assertThat(records.hasGaps()).isFalse();
    records.read(3);
    records.read(4);
    assertThat(records.hasGaps()).as("offsets that were reset to earlier ones").isFalse();
  }
}
