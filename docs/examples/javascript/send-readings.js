// SPDX-License-Identifier: Apache-2.0
// Sends ten seconds of readings of one wearer: five units, 25 samples a second.
'use strict';

const fs = require('fs');
const path = require('path');
const avro = require('avsc');
const { Kafka, Partitioners, logLevel } = require('kafkajs');

const schema = path.join(__dirname, '../../../schemas/src/main/avro/AccelerometerReading.avsc');
const READING = avro.Type.forSchema(JSON.parse(fs.readFileSync(schema, 'utf8')));
const HEADER = Buffer.from('c30175125760c91dac55', 'hex'); // docs/wire-format.md
// What each unit measures while the wearer stands, in m/s^2 (docs/mounting.md).
const STANDING = {
  TORSO: [9.1, -0.6, 3.4],
  RIGHT_ARM: [8.9, 3.5, 1.5],
  LEFT_ARM: [9.0, -3.0, 2.0],
  RIGHT_LEG: [-9.7, -0.8, -0.9],
  LEFT_LEG: [-9.7, 0.3, -0.7],
};

const encode = (reading) => Buffer.concat([HEADER, READING.toBuffer(reading)]);

// Here go the samples of your sensor, in m/s^2.
const samples = (rest) => Array.from({ length: 25 }, (_, i) => rest + 0.1 * Math.sin(i));

async function main(brokers = 'localhost:9092', wearer = 'anna') {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.ERROR });
  // The default partitioner, named, is the one of Java.
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    const start = Date.now() - 10_000;
    for (let second = 0; second < 10; second++) {
      await producer.send({
        topic: 'wearable.accelerometer',
        messages: Object.entries(STANDING).map(([unit, [x, y, z]]) => ({
          key: wearer,
          value: encode({
            wearer,
            unit,
            startedAt: (start + second * 1000) * 1000, // of the first sample, in microseconds
            samplePeriodMicros: 40_000,
            x: samples(x),
            y: samples(y),
            z: samples(z),
          }),
        })),
      });
    }
  } finally {
    await producer.disconnect();
  }
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(`not delivered: ${error.message}`);
  process.exitCode = 1;
});
