package io.kinetograph.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry that answers Confluent's REST API: Confluent's own, Karapace, Redpanda's,
 * Apicurio's under {@code /apis/ccompat/v7}. May be used by several threads.
 *
 * <p>All methods throw {@link UnavailableRegistryException} if it does not answer in time and
 * {@link UnusableRegistryException} if asking again would not help.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">The
 *     API's description</a>
 */
public final class SchemaRegistry {

  /** Between two questions for ids that were not there: garbage may hold another id each time. */
  private static final Duration PAUSE_AFTER_UNKNOWN = Duration.ofMillis(20);

  private static final int MOST_VERSIONS = 100;

  private final RegistrySettings settings;
  private final RegistryConnection connection;
  private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();
  private final AtomicLong nextTurn = new AtomicLong(System.nanoTime());

  private record Registered(String subject, Schema schema) {}

  /**
   * A registry; it is not asked yet.
   *
   * @param settings where it is and how it is asked
   */
  public SchemaRegistry(RegistrySettings settings) {
    this.settings = settings;
    this.connection = new RegistryConnection(settings);
  }

  /** The subject of a topic's values, by Confluent's default, the TopicNameStrategy. */
  public static String subject(String topic) {
    return topic + "-value";
  }

  /**
   * The schema of an id.
   *
   * @throws SerializationException if the registry has none, or it is not one of Avro
   */
  public Schema schema(int id) {
    if (id < 0) {
      throw new SerializationException("of schema id %d, which no registry gives".formatted(id));
    }
    awaitTurn();
    var answer = connection.get("/schemas/ids/" + id);
    if (answer.isMissing()) {
      nextTurn.accumulateAndGet(System.nanoTime(), SchemaRegistry::turnAfter);
      throw new SerializationException(
          "of schema id %d, which the schema registry %s does not have"
              .formatted(id, settings.address()));
    }
    if (!answer.is(200) || !answer.body().path("schema").isTextual()) {
      throw connection.unexpected(answer);
    }
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new SerializationException(
          "of schema id %d, which is one of %s and not of Avro".formatted(id, type));
    }
    if (!answer.body().path("references").isEmpty()) {
      throw new SerializationException(
          "of schema id %d, which refers to other subjects' schemas".formatted(id));
    }
    return parse(id, answer.body().path("schema").asText());
  }

  /** So that records of ever other ids cost the registry 50 questions a second, and no more. */
  private void awaitTurn() {
    long wait = nextTurn.get() - System.nanoTime();
    if (wait > 0) {
      try {
        Thread.sleep(Duration.ofNanos(wait).toMillis() + 1);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  private static long turnAfter(long turn, long now) {
    return (turn - now > 0 ? turn : now) + PAUSE_AFTER_UNKNOWN.toNanos();
  }

  private static Schema parse(int id, String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException e) {
      throw new SerializationException(
          "of schema id %d, which is no schema of Avro: %s".formatted(id, e.getMessage()), e);
    }
  }

  /**
   * The id of a schema under a subject. If the registry lacks it there, it is registered if {@link
   * RegistrySettings#autoRegister} says so; else a version whose records are the same bytes will
   * do, such as one with other documentation. Asked for once.
   *
   * @throws UnusableRegistryException also if the registry lacks the schema and may not be given
   *     it, or refuses it as incompatible with the subject's versions
   */
  public int id(String subject, Schema schema) {
    Registered key = new Registered(subject, schema);
    Integer known = ids.get(key);
    if (known == null) {
      known = find(subject, PublishedSchema.of(schema));
      ids.put(key, known);
    }
    return known;
  }

  private int find(String subject, Schema schema) {
    String path = "/subjects/" + encoded(subject);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    var found = connection.post(path, body);
    if (found.is(200)) {
      return id(found);
    }
    if (!found.isMissing()) {
      throw connection.unexpected(found);
    }
    return settings.autoRegister()
        ? register(path + "/versions", subject, schema, body)
        : same(path + "/versions", schema)
            .orElseThrow(
                () ->
                    connection.unusable(
                        "has no schema of %s under the subject '%s'; register it, or set registry.auto-register"
                            .formatted(schema.getName(), subject)));
  }

  private int register(String path, String subject, Schema schema, ObjectNode body) {
    var answer = connection.post(path, body);
    if (answer.is(409) || answer.is(422)) {
      throw connection.unusable(
          "refuses the schema of %s under the subject '%s'%s: %s"
              .formatted(
                  schema.getName(),
                  subject,
                  answer.is(409) ? " as incompatible with its versions" : "",
                  answer.message()));
    }
    if (!answer.is(200)) {
      throw connection.unexpected(answer);
    }
    return id(answer);
  }

  /** The newest version of which a record has the same bytes. */
  private OptionalInt same(String path, Schema schema) {
    var answer = connection.get(path);
    if (answer.isMissing()) {
      return OptionalInt.empty();
    }
    if (!answer.is(200) || !answer.body().isArray()) {
      throw connection.unexpected(answer);
    }
    List<Integer> versions = new ArrayList<>();
    answer.body().forEach(version -> versions.add(version.asInt()));
    String form = SchemaNormalization.toParsingForm(schema);
    for (int i = versions.size() - 1; i >= Math.max(0, versions.size() - MOST_VERSIONS); i--) {
      var version = connection.get(path + "/" + versions.get(i));
      if (version.is(200) && form.equals(formOf(version.body().path("schema")))) {
        return OptionalInt.of(id(version));
      }
    }
    return OptionalInt.empty();
  }

  private static @Nullable String formOf(JsonNode text) {
    try {
      return SchemaNormalization.toParsingForm(new Schema.Parser().parse(text.asText()));
    } catch (RuntimeException e) {
      // Not one of Avro: not ours.
      return null;
    }
  }

  private int id(RegistryConnection.Answer answer) {
    JsonNode id = answer.body().path("id");
    if (!id.canConvertToInt() || !id.isIntegralNumber()) {
      throw connection.unexpected(answer);
    }
    return id.intValue();
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
