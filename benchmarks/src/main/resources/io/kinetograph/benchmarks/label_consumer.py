# SPDX-License-Identifier: Apache-2.0
"""Labels the readings on a Kafka topic with a small consumer instead of Kafka Streams.

What one would write instead of the app: the same picture, model and labels, without a state store.
Delivery is at least once: offsets are committed after the labels are delivered. Open segments live in
memory only, so a restart loses those that began before the committed offset. Expects wearables whose
samples lie on the 25 Hz grid; there is no resampling, and no check of values.

    pip install confluent-kafka fastavro numpy onnxruntime
    python label_consumer.py --bootstrap localhost:9092 --model kinetograph.onnx \
        --reading-schema AccelerometerReading.avsc --label-schema ActivityLabel.avsc
"""

import argparse
import io
import json
import multiprocessing
import signal
import time

import fastavro
import numpy
import onnxruntime
from confluent_kafka import OFFSET_STORED, Consumer, Producer, TopicPartition

MARKER = b"\xc3\x01"
HEADER = 10
UNITS = ["TORSO", "RIGHT_ARM", "LEFT_ARM", "RIGHT_LEG", "LEFT_LEG"]
COLUMN, COLUMNS = 40_000, 125
SEGMENT = COLUMN * COLUMNS
SAMPLES = len(UNITS) * COLUMNS
PICTURE = 3 * len(UNITS), COLUMNS
BATCH = 64
LINGER = 0.02
COMMIT_INTERVAL = 1.0


def schema_of(path):
    """The schema with plain numbers for times: fastavro would make a datetime of each."""
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    canonical = fastavro.schema.to_parsing_canonical_form(schema)
    crc = fastavro.schema.fingerprint(canonical, "CRC-64-AVRO")
    for field in schema["fields"]:
        if isinstance(field["type"], dict):
            field["type"].pop("logicalType", None)
    return fastavro.parse_schema(schema), MARKER + bytes.fromhex(crc)


class Model:
    """The ONNX file, and what its metadata says about picture and labels."""

    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
        card = self.session.get_modelmeta().custom_metadata_map
        self.labels = card["kinetograph.labels"].split("\n")
        self.temperature = float(card.get("kinetograph.temperature", 1))
        self.low, self.high = (float(card[f"kinetograph.pixel.{end}"]) for end in ("min", "max"))
        self.version = card["kinetograph.version"]

    def probabilities(self, segments):
        pictures = (numpy.stack(segments) - self.low) / (self.high - self.low)
        pictures = pictures.clip(0, 1).astype(numpy.float32)[:, None]
        logits = self.session.run(["logits"], {"picture": pictures})[0] / self.temperature
        shares = numpy.exp(logits - logits.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)


class Labeler:
    """One process: its partitions of the input, the open segments of their wearers."""

    def __init__(self, args, partitions):
        self.args = args
        self.model = Model(args.model)
        self.reading_schema, _ = schema_of(args.reading_schema)
        self.label_schema, self.header = schema_of(args.label_schema)
        self.open = {}  # (wearer, start) -> [picture's values, samples]
        self.newest = {}  # wearer -> start of the newest segment that was labeled
        self.due = []
        self.consumer = Consumer({
            "bootstrap.servers": args.bootstrap, "group.id": args.group,
            "isolation.level": "read_committed", "enable.auto.commit": False,
            "auto.offset.reset": "earliest"})
        self.consumer.assign([TopicPartition(args.input, p, OFFSET_STORED) for p in partitions])
        # Java's partitioner, so that a wearer's labels stay on one partition.
        self.producer = Producer({
            "bootstrap.servers": args.bootstrap, "linger.ms": 5, "partitioner": "murmur2_random"})

    def run(self):
        committed = time.monotonic()
        polled = 1000
        while True:
            messages = self.consumer.consume(polled, timeout=LINGER)
            for message in messages:
                if message.error() is None:
                    self.add(message.value())
            while len(self.due) >= BATCH or (self.due and len(messages) < polled):
                self.label(self.due[:BATCH])
                del self.due[:BATCH]
            self.producer.poll(0)
            if time.monotonic() - committed >= COMMIT_INTERVAL:
                self.producer.flush()
                if any(p.offset >= 0 for p in self.consumer.position(self.consumer.assignment())):
                    self.consumer.commit(asynchronous=True)
                committed = time.monotonic()

    def add(self, value):
        reading = fastavro.schemaless_reader(io.BytesIO(value[HEADER:]), self.reading_schema)
        wearer, unit = reading["wearer"], UNITS.index(reading["unit"])
        axes = reading["x"], reading["y"], reading["z"]
        instant, left = reading["startedAt"], len(axes[0])
        first = 0
        while left:  # a reading may cross the border of two segments
            start = instant - instant % SEGMENT
            column = (instant - start) // COLUMN
            count = min(left, COLUMNS - column)
            if start > self.newest.get(wearer, -1):
                self.fill(wearer, start, unit, column, [axis[first:first + count] for axis in axes])
            first, left, instant = first + count, left - count, instant + count * COLUMN

    def fill(self, wearer, start, unit, column, axes):
        segment = self.open.get((wearer, start))
        if segment is None:
            segment = self.open[wearer, start] = [numpy.zeros(PICTURE, numpy.float32), 0]
            if (wearer, start - 2 * SEGMENT) in self.open:
                self.close(wearer, start - 2 * SEGMENT)  # past a grace of 5 s
        count = len(axes[0])
        segment[0][3 * unit:3 * unit + 3, column:column + count] = axes
        segment[1] += count
        if segment[1] >= SAMPLES:
            self.close(wearer, start)

    def close(self, wearer, start):
        picture, samples = self.open.pop((wearer, start))
        self.newest[wearer] = start
        self.due.append((wearer, start, picture, samples / SAMPLES))

    def label(self, batch):
        shares = self.model.probabilities([picture for _, _, picture, _ in batch])
        best = shares.argmax(axis=1)
        for (wearer, start, _, coverage), row, top in zip(batch, shares.tolist(), best.tolist()):
            out = io.BytesIO()
            out.write(self.header)
            fastavro.schemaless_writer(out, self.label_schema, {
                "wearer": wearer, "segmentStart": start // 1000, "segmentEnd": (start + SEGMENT) // 1000,
                "activity": self.model.labels[top], "confidence": row[top],
                "probabilities": dict(zip(self.model.labels, row)), "coverage": coverage,
                "model": self.model.version})
            self.producer.produce(
                self.args.output, out.getvalue(), wearer, timestamp=(start + SEGMENT) // 1000)


def work(args, process):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Labeler(args, range(process, args.partitions, args.processes)).run()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bootstrap", default="localhost:9092")
    parser.add_argument("--input", default="wearable.accelerometer")
    parser.add_argument("--output", default="wearer.activity")
    parser.add_argument("--group", default="kinetograph-python")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--model", required=True)
    parser.add_argument("--reading-schema", required=True)
    parser.add_argument("--label-schema", required=True)
    args = parser.parse_args()
    workers = [
        multiprocessing.Process(target=work, args=(args, i), daemon=True) for i in range(args.processes)]
    for worker in workers:
        worker.start()
    signal.signal(signal.SIGTERM, lambda *_: [worker.terminate() for worker in workers])
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
