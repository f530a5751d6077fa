// SPDX-License-Identifier: Apache-2.0

// Sends ten seconds of readings of one wearer: five units, 25 samples a second.
package main

import (
	"context"
	"log"
	"math"
	"os"
	"strings"
	"time"

	"github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/soe"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Reading is an AccelerometerReading.
type Reading struct {
	Wearer             string    `avro:"wearer"`
	Unit               string    `avro:"unit"`
	StartedAt          time.Time `avro:"startedAt"` // of the first sample
	SamplePeriodMicros int       `avro:"samplePeriodMicros"`
	X                  []float32 `avro:"x"`
	Y                  []float32 `avro:"y"`
	Z                  []float32 `avro:"z"`
}

// What each unit measures while the wearer stands, in m/s^2 (docs/mounting.md).
var standing = map[string][3]float64{
	"TORSO":     {9.1, -0.6, 3.4},
	"RIGHT_ARM": {8.9, 3.5, 1.5},
	"LEFT_ARM":  {9.0, -3.0, 2.0},
	"RIGHT_LEG": {-9.7, -0.8, -0.9},
	"LEFT_LEG":  {-9.7, 0.3, -0.7},
}

// Here go the samples of your sensor, in m/s^2.
func samples(rest float64) []float32 {
	all := make([]float32, 25)
	for i := range all {
		all[i] = float32(rest + 0.1*math.Sin(float64(i)))
	}
	return all
}

func argument(i int, otherwise string) string {
	if i < len(os.Args) {
		return os.Args[i]
	}
	return otherwise
}

func main() {
	brokers, wearer := argument(1, "localhost:9092"), argument(2, "anna")
	schema, err := os.ReadFile(argument(3, "../../../schemas/src/main/avro/AccelerometerReading.avsc"))
	if err != nil {
		log.Fatal(err)
	}
	codec, err := soe.NewCodec(avro.MustParse(string(schema)))
	if err != nil {
		log.Fatal(err)
	}
	// Its default partitioner is the one of Java.
	client, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(brokers, ",")...),
		kgo.DefaultProduceTopic("wearable.accelerometer"),
		kgo.RecordDeliveryTimeout(30*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	start := time.Now().Add(-10 * time.Second)
	var records []*kgo.Record
	for second := 0; second < 10; second++ {
		for unit, rest := range standing {
			value, err := codec.Encode(Reading{
				wearer, unit, start.Add(time.Duration(second) * time.Second), 40_000,
				samples(rest[0]), samples(rest[1]), samples(rest[2]),
			})
			if err != nil {
				log.Fatal(err)
			}
			records = append(records, &kgo.Record{Key: []byte(wearer), Value: value})
		}
	}
	if err := client.ProduceSync(context.Background(), records...).FirstErr(); err != nil {
		log.Fatal("not delivered: ", err)
	}
}
