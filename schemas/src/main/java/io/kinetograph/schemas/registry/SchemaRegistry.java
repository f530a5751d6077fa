// SPDX-License-Identifier: Apache-2.0
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
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A schema registry that answers Confluent's REST API: Confluent's own, Karapace, Redpanda's,
 * Apicurio's under {@code /apis/ccompat/v7}. Thread-safe.
 *
 * <p>All methods throw {@link UnavailableRegistryException} if it does not answer in time and
 * {@link UnusableRegistryException} if a retry would not help.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">The
 *     API's description</a>
 */
public final class SchemaRegistry {

  /** Time between two requests for missing ids: each corrupt record may have another id. */
  private static final Duration PAUSE_AFTER_UNKNOWN = Duration.ofMillis(20);

  private static final int MAX_VERSIONS = 100;

  private final RegistrySettings settings;
  private final RegistryConnection connection;
  private final SchemaLookup lookup;
  private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();
  private final AtomicLong nextRequestNanos = new AtomicLong(System.nanoTime());

  private record Registered(String subject, Schema schema) {}

  /**
   * Creates a client; it sends no request yet.
   *
   * @param settings addresses, credentials and timeout
   */
  public SchemaRegistry(RegistrySettings settings) {
    this.settings = settings;
    this.connection = new RegistryConnection(settings);
    this.lookup = new SchemaLookup(connection);
  }

  /** The subject of a topic's values, by Confluent's default, the TopicNameStrategy. */
  public static String subject(String topic) {
    return topic + "-value";
  }

  /**
   * A writer's schema.
   *
   * @throws SchemaNotGivenException if the registry does not have it, or does not give it to the
   *     login (401, 403 or another error of the request, repeatedly) although at the same time it
   *     answers for another one
   * @throws SerializationException if it is not an Avro schema
   * @throws UnusableRegistryException if it gives none: the credentials are wrong, then, or what
   *     answers is not a registry, and the records are not at fault
   */
  public Schema schema(SchemaReference reference) {
    if (reference instanceof SchemaReference.Id number && number.id() < 0) {
      throw rejected(reference, "is negative");
    }
    awaitNextRequest();
    var answer = lookup.ask(reference);
    if (!SchemaLookup.isSchema(answer)) {
      nextRequestNanos.accumulateAndGet(System.nanoTime(), SchemaRegistry::pauseAfter);
      throw new SchemaNotGivenException(
          sentence(
              reference,
              SchemaLookup.isMissing(reference, answer)
                  ? "the schema registry %s does not have%s"
                      .formatted(settings.address(), hint(reference))
                  : "the schema registry %s does not return to %s, although it returns other schemas: %s"
                      .formatted(settings.address(), settings.login(), answer.sentence())));
    }
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw rejected(reference, "is a %s schema, not an Avro schema".formatted(type));
    }
    if (!answer.body().path("references").isEmpty()) {
      throw rejected(reference, "references schemas of other subjects");
    }
    return parse(reference, answer.body().path("schema").asText());
  }

  /** What a missing schema can mean for the settings of the serializer. */
  private static String hint(SchemaReference reference) {
    if (reference instanceof SchemaReference.Guid) {
      return " (or it has no GUIDs: Confluent's has them from version 8 on); set"
          + " value.schema.id.serializer in the serializer to"
          + " io.confluent.kafka.serializers.schema.id.PrefixSchemaIdSerializer";
    }
    // Registries count from 1; the first half of a longer id is 0.
    return reference.equals(new SchemaReference.Id(0))
        ? "; if the serializer is that of Apicurio 2, whose ids have 8 bytes, set"
            + " apicurio.registry.id-handler=io.apicurio.registry.serde.Legacy4ByteIdHandler"
        : "";
  }

  private static SerializationException rejected(SchemaReference reference, String reason) {
    return new SerializationException(sentence(reference, reason));
  }

  private static String sentence(SchemaReference reference, String reason) {
    return "encoded with %s, which %s".formatted(reference, reason);
  }

  /** Limits records with ever new missing ids to 50 requests a second. */
  private void awaitNextRequest() {
    long wait = nextRequestNanos.get() - System.nanoTime();
    if (wait > 0) {
      try {
        Thread.sleep(Duration.ofNanos(wait).toMillis() + 1);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  private static long pauseAfter(long plannedNanos, long nowNanos) {
    return (plannedNanos - nowNanos > 0 ? plannedNanos : nowNanos) + PAUSE_AFTER_UNKNOWN.toNanos();
  }

  private static Schema parse(SchemaReference reference, String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException e) {
      throw rejected(reference, "is not a valid Avro schema: " + e.getMessage());
    }
  }

  /**
   * The id of a schema under a subject; requested once. A missing schema is registered if {@link
   * RegistrySettings#autoRegister} is set. Otherwise a version whose records have the same bytes,
   * and times in the same units, is used, such as one with other documentation.
   *
   * @throws UnusableRegistryException also if the schema is missing and may not be registered, or
   *     the registry rejects it as incompatible with the subject's versions
   */
  public int id(String subject, Schema schema) {
    Registered key = new Registered(subject, schema);
    Integer known = ids.get(key);
    if (known == null) {
      known = find(subject, PublishedSchema.of(schema));
      ids.put(key, known);
      lookup.remember(new SchemaReference.Id(known));
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
          "rejects the schema of %s under the subject '%s'%s: %s"
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

  /** The id of the newest version that describes the schema's records. */
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
    for (int i = versions.size() - 1; i >= Math.max(0, versions.size() - MAX_VERSIONS); i--) {
      var version = connection.get(path + "/" + versions.get(i));
      if (version.isRefused()) {
        throw connection.unexpected(version);
      }
      if (version.is(200) && isSame(schema, version.body().path("schema"))) {
        return OptionalInt.of(id(version));
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isSame(Schema ours, JsonNode text) {
    try {
      return PublishedSchema.describes(new Schema.Parser().parse(text.asText()), ours);
    } catch (RuntimeException e) {
      // Not an Avro schema: not ours.
      return false;
    }
  }

  private int id(Answer answer) {
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
