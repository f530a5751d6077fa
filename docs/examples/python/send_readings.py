# SPDX-License-Identifier: Apache-2.0
"""Sends ten seconds of readings of one wearer: five units, 25 samples a second."""

import io
import math
import sys
import time
from pathlib import Path

import fastavro
from confluent_kafka import Producer

SCHEMA = Path(__file__).parents[3] / "schemas/src/main/avro/AccelerometerReading.avsc"
READING = fastavro.schema.load_schema(SCHEMA)
HEADER = bytes.fromhex("c30175125760c91dac55")  # docs/wire-format.md
# What each unit measures while the wearer stands, in m/s^2 (docs/mounting.md).
STANDING = {
    "TORSO": (9.1, -0.6, 3.4),
    "RIGHT_ARM": (8.9, 3.5, 1.5),
    "LEFT_ARM": (9.0, -3.0, 2.0),
    "RIGHT_LEG": (-9.7, -0.8, -0.9),
    "LEFT_LEG": (-9.7, 0.3, -0.7),
}


def encode(reading):
    value = io.BytesIO()
    value.write(HEADER)
    fastavro.schemaless_writer(value, READING, reading)
    return value.getvalue()


def samples(rest):
    """Here go the samples of your sensor, in m/s^2."""
    return [rest + 0.1 * math.sin(i) for i in range(25)]


failed = 0


def report(error, message):
    global failed
    if error is not None:
        failed += 1
        print("not delivered:", error, file=sys.stderr)


brokers = sys.argv[1] if len(sys.argv) > 1 else "localhost:9092"
wearer = sys.argv[2] if len(sys.argv) > 2 else "anna"
producer = Producer({
    "bootstrap.servers": brokers,
    "enable.idempotence": True,
    "partitioner": "murmur2_random",  # the default of Java
})
start_micros = time.time_ns() // 1000 - 10_000_000
for second in range(10):
    for unit, (x, y, z) in STANDING.items():
        producer.produce(
            "wearable.accelerometer",
            key=wearer,
            value=encode({
                "wearer": wearer,
                "unit": unit,
                "startedAt": start_micros + second * 1_000_000,  # of the first sample
                "samplePeriodMicros": 40_000,
                "x": samples(x),
                "y": samples(y),
                "z": samples(z),
            }),
            on_delivery=report,
        )
if producer.flush(30) > 0:
    raise SystemExit("the broker does not respond")
if failed > 0:
    raise SystemExit(f"{failed} readings were not delivered")
