// SPDX-License-Identifier: Apache-2.0

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends ten seconds of readings of one wearer: five units, 25 samples a second. */
class SendReadings {

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
        for (Unit unit :
            List.of(Unit.TORSO, Unit.RIGHT_ARM, Unit.LEFT_ARM, Unit.RIGHT_LEG, Unit.LEFT_LEG)) {
          AccelerometerReading reading =
              AccelerometerReading.newBuilder()
                  .setWearer(wearer)
                  .setUnit(unit)
                  .setStartedAt(start.plusSeconds(second))
                  .setSamplePeriodMicros(40_000)
                  // Here go the samples of your sensor, in m/s^2.
                  .setX(FloatAxes.of(samples(9.1f)))
                  .setY(FloatAxes.of(samples(-0.6f)))
                  .setZ(FloatAxes.of(samples(3.4f)))
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
