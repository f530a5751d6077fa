@NullMarked
package io.kinetograph.trainer;

import org.jspecify.annotations.NullMarked;
