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
const UNITS = ['TORSO', 'RIGHT_ARM', 'LEFT_ARM', 'RIGHT_LEG', 'LEFT_LEG'];

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
        messages: UNITS.map((unit) => ({
          key: wearer,
          value: encode({
            wearer,
            unit,
            startedAt: (start + second * 1000) * 1000, // of the first sample, in microseconds
            samplePeriodMicros: 40_000,
            x: samples(9.1),
            y: samples(-0.6),
            z: samples(3.4),
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
