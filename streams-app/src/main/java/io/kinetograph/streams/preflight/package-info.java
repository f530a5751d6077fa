/** What is asked of the Kafka cluster before the topology starts. */
@NullMarked
package io.kinetograph.streams.preflight;

import org.jspecify.annotations.NullMarked;
