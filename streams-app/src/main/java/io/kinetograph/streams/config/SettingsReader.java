package io.kinetograph.streams.config;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.classify.ModelDevice;
import io.kinetograph.streams.classify.ModelRules;
import io.kinetograph.streams.operations.HttpAddress;
import io.kinetograph.streams.reading.ReadingLimits;
import io.kinetograph.streams.segment.SegmentRules;
import io.kinetograph.streams.topology.BatchRules;
import io.kinetograph.streams.topology.Topics;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads settings into their types; names the key and the value of one that cannot be. */
final class SettingsReader {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  /** No setting makes sense beyond it, and microseconds are far from overflowing. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final SmallRyeConfig config;

  private SettingsReader(SmallRyeConfig config) {
    this.config = config;
  }

  static Settings read(SmallRyeConfig config) throws InvalidSettingsException {
    return new SettingsReader(config).read();
  }

  private Settings read() throws InvalidSettingsException {
    String input = text("input.topic");
    String output = text("output.topic");
    String deadLetters = text("dead-letter.topic");
    Duration skew = duration("reading.max-clock-skew");
    float acceleration = number("reading.max-acceleration");
    Duration hop = duration("segment.hop");
    Duration grace = duration("segment.grace");
    Duration idle = duration("segment.idle-timeout");
    Duration retention = duration("segment.wearer-retention");
    Duration gap = duration("segment.max-gap");
    float coverage = number("segment.min-coverage");
    Set<BodyUnit> units = units("segment.expected-units");
    int size = whole("batch.size");
    Duration linger = duration("batch.linger");
    Optional<Path> modelFile = modelFile();
    ModelDevice device = parsed("model.device", ModelDevice.SYNTAX, ModelDevice::parse);
    Duration refresh = duration("model.refresh-interval");
    String host = text("http.host");
    int port = whole("http.port");
    return new Settings(
        group("*.topic: ", () -> new Topics(input, output, deadLetters)),
        group("reading.", () -> new ReadingLimits(skew, acceleration)),
        group(
            "segment.", () -> new SegmentRules(hop, grace, idle, retention, gap, coverage, units)),
        group("batch.", () -> new BatchRules(size, linger)),
        group("model.", () -> new ModelRules(modelFile, device, refresh)),
        group("http.", () -> new HttpAddress(host, port)),
        duration("check.timeout"),
        kafka());
  }

  private interface Group<T> {
    T make();
  }

  /** Puts the group's prefix before what a group of rules says of a value it does not take. */
  private static <T> T group(String prefix, Group<T> group) throws InvalidSettingsException {
    try {
      return group.make();
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("setting " + prefix + e.getMessage());
    }
  }

  private String text(String key) throws InvalidSettingsException {
    // To SmallRye an empty value is none.
    return config
        .getOptionalValue(key, String.class)
        .orElseThrow(() -> new InvalidSettingsException("setting " + key + " is empty"));
  }

  private <T> T parsed(String key, String what, Function<String, T> parser)
      throws InvalidSettingsException {
    String value = text(key);
    try {
      return parser.apply(value.trim());
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("setting %s is '%s', not %s".formatted(key, value, what));
    }
  }

  private Optional<Path> modelFile() throws InvalidSettingsException {
    String key = "model.file";
    return config.getOptionalValue(key, String.class).isEmpty()
        ? Optional.empty()
        : Optional.of(parsed(key, "a path", Path::of));
  }

  private int whole(String key) throws InvalidSettingsException {
    return parsed(key, "a whole number", Integer::valueOf);
  }

  private float number(String key) throws InvalidSettingsException {
    return parsed(key, "a number", Float::valueOf);
  }

  private Duration duration(String key) throws InvalidSettingsException {
    return parsed(
        key, "a duration such as 200ms, 5s, 10m or 1h, up to 1d", SettingsReader::toDuration);
  }

  private static Duration toDuration(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(value);
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(value);
    }
    return duration;
  }

  private Set<BodyUnit> units(String key) throws InvalidSettingsException {
    return parsed(
        key,
        "a list of " + Arrays.toString(BodyUnit.values()),
        value -> {
          Set<BodyUnit> units = EnumSet.noneOf(BodyUnit.class);
          for (String name : value.split(",", -1)) {
            units.add(BodyUnit.valueOf(name.trim()));
          }
          return units;
        });
  }

  /** As they were written: an empty value is one, unless it is only our default. */
  private Map<String, String> kafka() {
    Map<String, String> defaults = SettingsSources.defaults();
    Map<String, String> kafka = new HashMap<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(SettingsSources.KAFKA_PREFIX)) {
        String value = config.getConfigValue(name).getValue();
        if (value != null && !(value.isEmpty() && value.equals(defaults.get(name)))) {
          kafka.put(name.substring(SettingsSources.KAFKA_PREFIX.length()), value);
        }
      }
    }
    return kafka;
  }
}
