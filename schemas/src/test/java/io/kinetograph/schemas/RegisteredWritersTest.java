// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.schemas.registry.SchemaReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RegisteredWritersTest {

  private static final Schema READING = AccelerometerReading.getClassSchema();

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
  private final List<Integer> asked = new ArrayList<>();
  private final Map<Integer, Supplier<Schema>> registry = new HashMap<>();
  private final RegisteredWriters writers = new RegisteredWriters(this::ask, READING, clock::get);

  private Schema ask(SchemaReference reference) {
    int id = ((SchemaReference.Id) reference).id();
    asked.add(id);
    return registry
        .getOrDefault(
            id,
            () -> {
              throw new SerializationException(
                  "encoded with schema id " + id + ", which is unknown");
            })
        .get();
  }

  @Test
  void aSchemaIsRequestedOnceAndIsTheSameObjectEachTime() {
    registry.put(1_000, () -> new Schema.Parser().parse(READING.toString()));

    assertThat(writers.writer(new SchemaReference.Id(1_000)))
        .isSameAs(writers.writer(new SchemaReference.Id(1_000)));
    assertThat(asked).containsExactly(1_000);
  }

  @Test
  void idsOfTheReadersFormAreKnownOnceTheyWereLookedUp() {
    String text = READING.toString();
    registry.put(7, () -> new Schema.Parser().parse(text.replace("in m/s^2", "in g")));
    registry.put(8, () -> new Schema.Parser().parse(text.replace("_LEG\"]", "_LEG\",\"HEAD\"]")));
    registry.put(9, () -> READING);

    assertThat(writers.hasReaderBytes(7)).isFalse();
    assertThat(asked).isEmpty();
    for (int id = 7; id <= 9; id++) {
      writers.writer(new SchemaReference.Id(id));
    }
    assertThat(writers.hasReaderBytes(7)).isTrue();
    assertThat(writers.hasReaderBytes(8)).isFalse();
    assertThat(writers.hasReaderBytes(9)).isTrue();
  }

  @Test
  void anUnknownIdIsRequestedAgainAfterAWhile() {
    assertUnknown();
    clock.addAndGet(RegisteredWriters.REJECTED_FOR.toNanos() - 1);
    assertUnknown();
    assertThat(asked).containsExactly(7);

    registry.put(7, () -> READING);
    clock.addAndGet(1);
    assertThat(writers.writer(new SchemaReference.Id(7))).isEqualTo(READING);
    assertThat(asked).containsExactly(7, 7);
  }

  private void assertUnknown() {
    assertThatThrownBy(() -> writers.writer(new SchemaReference.Id(7)))
        .isInstanceOf(SerializationException.class)
        .hasMessage("encoded with schema id 7, which is unknown");
  }

  @Test
  void aForeignSchemaIsRequestedOnceToo() {
    registry.put(7, () -> SchemaBuilder.record("Order").fields().endRecord());

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> writers.writer(new SchemaReference.Id(7)))
          .isInstanceOf(SerializationException.class)
          .hasMessageStartingWith(
              "encoded with schema id 7, which is a schema of Order, not of AccelerometerReading");
    }
    assertThat(asked).containsExactly(7);
  }

  @Test
  void aRequestWithoutAnAnswerIsRepeatedAtOnce() {
    registry.put(
        7,
        () -> {
          throw new TimeoutException("not there");
        });
    assertThatThrownBy(() -> writers.writer(new SchemaReference.Id(7)))
        .isInstanceOf(TimeoutException.class);

    registry.put(7, () -> READING);
    assertThat(writers.writer(new SchemaReference.Id(7))).isEqualTo(READING);
  }

  @Test
  void missingIdsTakeLimitedMemory() {
    for (int id = 0; id <= RegisteredWriters.MAX_REJECTED; id++) {
      int unknown = id;
      assertThatThrownBy(() -> writers.writer(new SchemaReference.Id(unknown)))
          .isInstanceOf(SerializationException.class);
    }
    asked.clear();

    assertThatThrownBy(() -> writers.writer(new SchemaReference.Id(1)))
        .isInstanceOf(SerializationException.class);
    assertThatThrownBy(() -> writers.writer(new SchemaReference.Id(0)))
        .isInstanceOf(SerializationException.class);
    assertThat(asked).containsExactly(0);
  }
}
