// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The size of the residual network: ResNet34's, or a smaller one with the same structure.
 *
 * @param width channels of the stem and the first stage; each later stage has twice as many
 * @param blocks residual blocks in each of the four stages
 */
public record NetworkSize(int width, List<Integer> blocks) {

  private static final String RESNET34 = "resnet34";
  private static final int STAGES = 4;

  /** Four times ResNet34's: a larger network needs more memory than machines have. */
  private static final int WIDEST = 256;

  /** ResNet152 has at most 36. */
  private static final int MOST_BLOCKS = 64;

  public NetworkSize {
    blocks = List.copyOf(blocks);
    if (width < 1
        || width > WIDEST
        || blocks.size() != STAGES
        || blocks.stream().anyMatch(count -> count < 1 || count > MOST_BLOCKS)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%d:%s' is not a width from 1 to %d and four numbers of blocks from 1 to %d",
              width,
              joined(blocks),
              WIDEST,
              MOST_BLOCKS));
    }
  }

  /** ResNet34 as published. */
  public static NetworkSize resNet34() {
    return new NetworkSize(64, List.of(3, 4, 6, 3));
  }

  /**
   * Reads {@code resnet34} or {@code WIDTH:BLOCKS} such as {@code 8:1,1,1,1}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  @JsonCreator
  public static NetworkSize parse(String text) {
    if (text.equals(RESNET34)) {
      return resNet34();
    }
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 2) {
        List<Integer> blocks = new ArrayList<>();
        for (String count : parts[1].split(",", -1)) {
          blocks.add(Integer.parseInt(count));
        }
        return new NetworkSize(Integer.parseInt(parts[0]), blocks);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not resnet34 or WIDTH:BLOCKS such as 8:1,1,1,1", e);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not resnet34 or WIDTH:BLOCKS such as 8:1,1,1,1");
  }

  /** The form that {@link #parse} reads. */
  @JsonValue
  public String text() {
    return equals(resNet34()) ? RESNET34 : width + ":" + joined(blocks);
  }

  /** {@code ResNet34}, or a name with the width and the blocks. */
  public String title() {
    return equals(resNet34()) ? "ResNet34" : "ResNet " + text();
  }

  private static String joined(List<Integer> blocks) {
    return blocks.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Channels of the last stage: the number of features that the last layer sees. */
  public int features() {
    return width << (STAGES - 1);
  }
}
