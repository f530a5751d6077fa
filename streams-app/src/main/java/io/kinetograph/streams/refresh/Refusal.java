package io.kinetograph.streams.refresh;

import java.time.Instant;

/**
 * A file that was not taken.
 *
 * @param at when
 * @param reason why, in a sentence
 */
public record Refusal(Instant at, String reason) {}
