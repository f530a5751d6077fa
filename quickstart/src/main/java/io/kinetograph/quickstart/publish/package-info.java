/** Motion of wearers, published as their wearables would publish it. */
@NullMarked
package io.kinetograph.quickstart.publish;

import org.jspecify.annotations.NullMarked;
