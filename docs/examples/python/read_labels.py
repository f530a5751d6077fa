# SPDX-License-Identifier: Apache-2.0
"""Prints labels as lines of JSON.

It knows every version of the labels that was released, and reads each label with the schema that it
was written for: labels of a later version lose the new fields, those of an earlier one get defaults.
"""

import io
import json
import sys
from pathlib import Path

import fastavro
from confluent_kafka import Consumer, KafkaException

SCHEMAS = Path(__file__).parents[3] / "schemas/src/main/resources/io/kinetograph/schemas/released"
HEADER_LENGTH = 10


def header(schema):
    """The bytes before each record that was written with a schema."""
    canonical = fastavro.schema.to_parsing_canonical_form(schema)
    fingerprint = fastavro.schema.fingerprint(canonical, "CRC-64-AVRO")
    return bytes.fromhex("c301" + fingerprint)


brokers = sys.argv[1] if len(sys.argv) > 1 else "localhost:9092"
count = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize
version = sys.argv[3] if len(sys.argv) > 3 else "2"

versions = [fastavro.schema.load_schema(file) for file in sorted(SCHEMAS.glob("ActivityLabel.*.avsc"))]
WRITERS = {header(schema): schema for schema in versions}
READER = fastavro.schema.load_schema(SCHEMAS / f"ActivityLabel.{version}.avsc")

consumer = Consumer({
    "bootstrap.servers": brokers,
    "group.id": f"read-labels-{version}",
    "isolation.level": "read_committed",
    "auto.offset.reset": "earliest",
})
consumer.subscribe(["wearer.activity"])
while count > 0:
    message = consumer.poll(1)
    if message is None:
        continue
    if message.error():
        raise KafkaException(message.error())
    value = message.value() or b""
    writer = WRITERS.get(value[:HEADER_LENGTH])
    if writer is None:
        print("not a label:", message.topic(), message.partition(), message.offset(), file=sys.stderr)
        continue
    label = fastavro.schemaless_reader(io.BytesIO(value[HEADER_LENGTH:]), writer, READER)
    print(json.dumps(label, default=str), flush=True)
    count -= 1
consumer.close()
