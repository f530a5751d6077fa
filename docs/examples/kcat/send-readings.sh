#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Sends ten seconds of readings of one wearer in JSON: five units, 25 samples a second.
set -eu

brokers=${1:-localhost:9092}
wearer=${2:-anna}

# One line for each record: the key, a bar, the value. Here go the samples of your sensor, in m/s^2.
readings() {
  awk -v wearer="$wearer" -v start="$(($(date +%s) - 10))" '
    function samples(rest,  i, all) {
      for (i = 0; i < 25; i++) all = all (i ? "," : "") sprintf("%.3f", rest + 0.1 * sin(i))
      return "[" all "]"
    }
    BEGIN {
      # What each unit measures while the wearer stands, in m/s^2 (docs/mounting.md).
      count = split("TORSO 9.1 -0.6 3.4 RIGHT_ARM 8.9 3.5 1.5 LEFT_ARM 9.0 -3.0 2.0 " \
        "RIGHT_LEG -9.7 -0.8 -0.9 LEFT_LEG -9.7 0.3 -0.7", standing, " ")
      for (second = 0; second < 10; second++)
        for (u = 1; u <= count; u += 4)
          # startedAt in milliseconds: %d000.
          printf "%s|{\"wearer\":\"%s\",\"unit\":\"%s\",\"startedAt\":%d000,\"samplePeriodMicros\":40000," \
            "\"x\":%s,\"y\":%s,\"z\":%s}\n", wearer, wearer, standing[u], start + second, \
            samples(standing[u + 1]), samples(standing[u + 2]), samples(standing[u + 3])
    }'
}

# The partitioner is the default of Java.
readings | kcat -P -b "$brokers" -t wearable.accelerometer -K '|' -X partitioner=murmur2_random
