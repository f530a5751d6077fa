// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kinetograph.trainer.augment;

import org.jspecify.annotations.NullMarked;
