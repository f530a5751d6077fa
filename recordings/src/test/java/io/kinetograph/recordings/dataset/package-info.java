@NullMarked
package io.kinetograph.recordings.dataset;

import org.jspecify.annotations.NullMarked;
