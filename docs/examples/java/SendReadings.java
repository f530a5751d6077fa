// SPDX-License-Identifier: Apache-2.0

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends ten seconds of readings of one wearer: five units, 25 samples a second. */
class SendReadings {

  /** What each unit measures while the wearer stands, in m/s^2 (docs/mounting.md). */
  private static final Map<Unit, float[]> STANDING =
      Map.of(
          Unit.TORSO, new float[] {9.1f, -0.6f, 3.4f},
          Unit.RIGHT_ARM, new float[] {8.9f, 3.5f, 1.5f},
          Unit.LEFT_ARM, new float[] {9.0f, -3.0f, 2.0f},
          Unit.RIGHT_LEG, new float[] {-9.7f, -0.8f, -0.9f},
          Unit.LEFT_LEG, new float[] {-9.7f, 0.3f, -0.7f});

  public static void main(String... args) {
    String brokers = args.length > 0 ? args[0] : "localhost:9092";
    String wearer = args.length > 1 ? args[1] : "anna";
    Instant start = Instant.now().minusSeconds(10);
    AtomicInteger failed = new AtomicInteger();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", brokers),
            new StringSerializer(),
            TopicSerdes.accelerometerReading().serializer())) {
      for (int second = 0; second < 10; second++) {
        for (Unit unit : STANDING.keySet()) {
          float[] rest = STANDING.get(unit);
          AccelerometerReading reading =
              AccelerometerReading.newBuilder()
                  .setWearer(wearer)
                  .setUnit(unit)
                  .setStartedAt(start.plusSeconds(second))
                  .setSamplePeriodMicros(40_000)
                  // Here go the samples of your sensor, in m/s^2.
                  .setX(FloatAxes.of(samples(rest[0])))
                  .setY(FloatAxes.of(samples(rest[1])))
                  .setZ(FloatAxes.of(samples(rest[2])))
                  .build();
          producer.send(
              new ProducerRecord<>("wearable.accelerometer", wearer, reading),
              (acknowledged, error) -> {
                if (error != null) {
                  failed.incrementAndGet();
                  System.err.println("not delivered: " + error);
                }
              });
        }
      }
    }
    // The producer is closed, so each reading was delivered or has failed.
    if (failed.get() > 0) {
      System.err.println(failed + " readings were not delivered");
      System.exit(1);
    }
  }

  private static float[] samples(float rest) {
    float[] samples = new float[25];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = rest + 0.1f * (float) Math.sin(i);
    }
    return samples;
  }
}
