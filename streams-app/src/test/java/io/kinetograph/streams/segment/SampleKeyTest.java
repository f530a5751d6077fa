// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SampleKeyTest {

  @Property(tries = 200)
  void aKeyIsReadAsItWasWritten(@ForAll("keys") SampleKey key) {
    assertThat(SampleKey.fromBytes(key.toBytes())).isEqualTo(key);
  }

  @Property(tries = 200)
  void aWearersKeysSortByTime(@ForAll("keys") SampleKey a, @ForAll("keys") SampleKey other) {
    SampleKey b = new SampleKey(a.wearer(), other.sliceMicros(), other.bucket(), other.part());

    assertThat(Integer.signum(a.toBytes().compareTo(b.toBytes())))
        .isEqualTo(
            Integer.signum(
                Comparator.comparingLong(SampleKey::sliceMicros)
                    .thenComparingInt(SampleKey::bucket)
                    .thenComparingInt(SampleKey::part)
                    .compare(a, b)));
  }

  @Property(tries = 200)
  void aRangeHoldsTheWearersSlicesAndNobodyElses(
      @ForAll("keys") SampleKey key, @ForAll("keys") SampleKey bounds) {
    var from = SampleKey.lowest(bounds.wearer(), bounds.sliceMicros());
    var to = SampleKey.lowest(bounds.wearer(), bounds.sliceMicros() + 5_000_000);
    boolean within =
        key.wearer().equals(bounds.wearer())
            && key.sliceMicros() >= bounds.sliceMicros()
            && key.sliceMicros() < bounds.sliceMicros() + 5_000_000;

    assertThat(key.toBytes().compareTo(from) >= 0 && key.toBytes().compareTo(to) <= 0)
        .isEqualTo(within);
  }

  @Provide
  Arbitrary<SampleKey> keys() {
    return Combinators.combine(
            Arbitraries.of("anna", "ann", "annb", "\u00e4nne", "\u6b69", "a\0", "a"),
            Arbitraries.longs()
                .between(0, 400_000_000L)
                .map(slice -> slice * 5_000_000)
                .edgeCases(edges -> edges.add(0L, 1_700_000_000_000_000L)),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(0, 300))
        .as(SampleKey::new);
  }
}
