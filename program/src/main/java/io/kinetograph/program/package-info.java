// SPDX-License-Identifier: Apache-2.0
/**
 * What every program of ours shares, on any machine and with any data.
 *
 * <p>Names and messages come from data, and data can contain anything: {@link PlainText} shows
 * control characters as escapes. Logs use it through {@link PlainLogEncoder}, in the {@link
 * LogFormat} of the environment, and commands through {@link PlainWriter}. {@link ProgramLocale}
 * makes numbers the same everywhere, {@link PropertiesFile} reads settings in the encodings that
 * people save them in, {@link RateLimitedLog} logs the first of many lines, {@link NativeFolder}
 * checks where native libraries are unpacked, {@link Durations} reads times that people write,
 * {@link LogFile} closes a log, {@link WebAddress} writes an address that can be clicked on, and
 * {@link ListenFailure} says why a server cannot listen on it.
 */
@NullMarked
package io.kinetograph.program;

import org.jspecify.annotations.NullMarked;
