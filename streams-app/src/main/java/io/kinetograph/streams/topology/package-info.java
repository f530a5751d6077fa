/** The Kafka Streams topology: readings in, labels and dead letters out. */
@NullMarked
package io.kinetograph.streams.topology;

import org.jspecify.annotations.NullMarked;
