/** Labels as they come: shown, and compared with what wearers really did. */
@NullMarked
package io.kinetograph.quickstart.watch;

import org.jspecify.annotations.NullMarked;
