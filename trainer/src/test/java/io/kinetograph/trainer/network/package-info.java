// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kinetograph.trainer.network;

import org.jspecify.annotations.NullMarked;
