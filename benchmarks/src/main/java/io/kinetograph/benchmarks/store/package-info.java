/** What the designs of the state store cost, on a real broker, at live pace and draining. */
@NullMarked
package io.kinetograph.benchmarks.store;

import org.jspecify.annotations.NullMarked;
