// SPDX-License-Identifier: Apache-2.0
// Prints labels as lines of JSON.
'use strict';

const fs = require('fs');
const path = require('path');
const avro = require('avsc');
const { Kafka, logLevel } = require('kafkajs');

const schema = path.join(__dirname, '../../../schemas/src/main/avro/ActivityLabel.avsc');
const LABEL = avro.Type.forSchema(JSON.parse(fs.readFileSync(schema, 'utf8')));
const HEADER = Buffer.from('c301cc686b53f2700948', 'hex'); // docs/wire-format.md

const isLabel = (value) => value !== null && value.subarray(0, HEADER.length).equals(HEADER);

async function main(brokers = 'localhost:9092', count = 'Infinity') {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.ERROR });
  // It reads committed records only, by default.
  const consumer = kafka.consumer({ groupId: 'read-labels-javascript' });
  await consumer.connect();
  await consumer.subscribe({ topics: ['wearer.activity'], fromBeginning: true });
  let left = Number(count);
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer
      .run({
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch, resolveOffset }) => {
          for (const { offset, value } of batch.messages) {
            if (left === 0) {
              break;
            }
            if (isLabel(value)) {
              console.log(JSON.stringify(LABEL.fromBuffer(value.subarray(HEADER.length))));
              left -= 1;
            } else {
              console.error('not a label of this version:', batch.topic, batch.partition, offset);
            }
            resolveOffset(offset); // a second run continues after it
          }
          if (left === 0) {
            resolve();
          }
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
