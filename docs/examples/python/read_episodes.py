# SPDX-License-Identifier: Apache-2.0
"""Keeps a table of episodes, and prints what each wearer did when it changes."""

import io
import sys
from pathlib import Path

import fastavro
from confluent_kafka import Consumer, KafkaException

SCHEMA = Path(__file__).parents[3] / "schemas/src/main/avro/ActivityEpisode.avsc"
EPISODE = fastavro.schema.load_schema(SCHEMA)
HEADER = bytes.fromhex("c30124cfc5ea46361086")  # docs/wire-format.md

brokers = sys.argv[1] if len(sys.argv) > 1 else "localhost:9092"
count = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize
consumer = Consumer({
    "bootstrap.servers": brokers,
    "group.id": "read-episodes",
    "isolation.level": "read_committed",
    "auto.offset.reset": "earliest",
})
consumer.subscribe(["wearer.episodes"])
episodes = {}  # the latest record of each episode
while count > 0:
    message = consumer.poll(1)
    if message is None:
        continue
    if message.error():
        raise KafkaException(message.error())
    value = message.value() or b""
    if value[:10] != HEADER:
        print("not an episode:", message.topic(), message.partition(), message.offset(), file=sys.stderr)
        continue
    episode = fastavro.schemaless_reader(io.BytesIO(value[10:]), EPISODE)
    episodes[episode["episode"]] = episode
    end = episode["end"] or "now"
    print(f"{episode['wearer']} {episode['activity']} from {episode['start']} to {end}", flush=True)
    count -= 1
consumer.close()
print(len(episodes), "episodes", file=sys.stderr)
