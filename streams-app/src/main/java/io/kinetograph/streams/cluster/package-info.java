/** What is asked of the Kafka cluster before the topology starts. */
@NullMarked
package io.kinetograph.streams.cluster;

import org.jspecify.annotations.NullMarked;
