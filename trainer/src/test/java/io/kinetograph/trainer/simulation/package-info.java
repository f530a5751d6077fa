// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kinetograph.trainer.simulation;

import org.jspecify.annotations.NullMarked;
