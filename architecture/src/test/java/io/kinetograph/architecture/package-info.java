// SPDX-License-Identifier: Apache-2.0
/**
 * Rules for the whole code base, checked on the compiled classes of every module. The module is
 * built last and depends on all others, so that no rule can be skipped because a module is missing.
 */
@NullMarked
package io.kinetograph.architecture;

import org.jspecify.annotations.NullMarked;
