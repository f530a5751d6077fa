// SPDX-License-Identifier: Apache-2.0
/**
 * Files that are written whole or not at all. {@link AtomicFile} writes beside a file's place and
 * moves the result there; {@link CsvFile}, {@link JsonFile} and {@link PngChart} write their
 * formats through it. {@link RunFolder} names the files of a training run, and {@link FolderLock}
 * keeps its folder for one process.
 */
@NullMarked
package io.kinetograph.trainer.file;

import org.jspecify.annotations.NullMarked;
