package io.kinetograph.streams.config;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.schemas.registry.RegistryLogin;
import io.kinetograph.schemas.registry.RegistrySettings;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings into their types; names the key and the value of one that cannot be. */
final class SettingsReader {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private static final Pattern BYTES = Pattern.compile("(\\d{1,9})\\s*(KB|MB|GB)");

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
    Set<BodyUnit> required = unitsOrNone("segment.required-units");
    int size = whole("batch.size");
    Duration linger = duration("batch.linger");
    Duration maxProcessingTime = duration("batch.max-processing-time");
    long memory = bytes("state.memory");
    Optional<Path> modelFile = modelFile();
    ModelDevice device = parsed("model.device", ModelDevice.SYNTAX, ModelDevice::parse);
    Duration refresh = duration("model.refresh-interval");
    String host = text("http.host");
    int port = whole("http.port");
    int failures = whole("threads.failures");
    Duration failureSpan = duration("threads.failure-span");
    return new Settings(
        group("*.topic: ", () -> new TopicSettings(input, output, deadLetters)),
        group("reading.", () -> new ReadingSettings(skew, acceleration)),
        group(
            "segment.",
            () -> new SegmentSettings(hop, grace, idle, retention, gap, coverage, units, required)),
        group("batch.", () -> new BatchSettings(size, linger, maxProcessingTime)),
        group("state.", () -> new StateSettings(memory)),
        group("model.", () -> new ModelSettings(modelFile, device, refresh)),
        group("http.", () -> new HttpSettings(host, port)),
        new MetricsSettings(kafkaMeters("metrics.kafka")),
        group("threads.", () -> new ThreadSettings(failures, failureSpan)),
        duration("check.timeout"),
        registry(),
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

  private Optional<RegistrySettings> registry() throws InvalidSettingsException {
    boolean autoRegister = choice("registry.auto-register");
    Duration timeout = duration("registry.timeout");
    RegistryLogin login =
        group(
            "registry.",
            () ->
                RegistryLogin.of(
                    optional("registry.user"),
                    optional("registry.password"),
                    optional("registry.token")));
    Optional<String> url = optional("registry.url");
    if (url.isEmpty()) {
      for (String key : List.of("registry.user", "registry.token")) {
        if (optional(key).isPresent()) {
          throw new InvalidSettingsException(
              "setting %s is of no use: registry.url is not set".formatted(key));
        }
      }
      return Optional.empty();
    }
    return Optional.of(
        group(
            "registry.",
            () ->
                new RegistrySettings(
                    RegistrySettings.urls(url.get()), login, autoRegister, timeout)));
  }

  private Optional<String> optional(String key) {
    return config.getOptionalValue(key, String.class);
  }

  private boolean choice(String key) throws InvalidSettingsException {
    return parsed(
        key,
        "true or false",
        value ->
            switch (value) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(value);
            });
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

  private long bytes(String key) throws InvalidSettingsException {
    return parsed(key, "a size such as 64MB or 2GB", SettingsReader::toBytes);
  }

  private static long toBytes(String value) {
    Matcher matcher = BYTES.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(value);
    }
    int power =
        switch (matcher.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return Long.parseLong(matcher.group(1)) << power;
  }

  private Set<BodyUnit> unitsOrNone(String key) throws InvalidSettingsException {
    return optional(key).isEmpty() ? Set.of() : units(key);
  }

  private MetricsSettings.KafkaMeterScope kafkaMeters(String key) throws InvalidSettingsException {
    String names =
        Arrays.stream(MetricsSettings.KafkaMeterScope.values())
            .map(scope -> scope.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return parsed(
        key,
        "one of " + names,
        value -> MetricsSettings.KafkaMeterScope.valueOf(value.toUpperCase(Locale.ROOT)));
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
  private Map<String, String> kafka() throws InvalidSettingsException {
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
    KafkaConfigValidator.check(kafka);
    return kafka;
  }
}
