// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {

  private static final Schema LABEL = ActivityLabel.getClassSchema();
  private static final String ID_7 = "GET /schemas/ids/7";
  private static final String ID_8 = "GET /schemas/ids/8";
  private static final String LOOKUP = "POST /subjects/labels-value";
  private static final String VERSIONS = "/subjects/labels-value/versions";

  private final FakeRegistry fake = FakeRegistry.start();

  @AfterEach
  void stop() {
    fake.close();
  }

  @Test
  void aSchemaIsFoundByItsId() {
    fake.has(7, LABEL);

    assertThat(registry().schema(new SchemaReference.Id(7))).isEqualTo(LABEL);
  }

  @Test
  void aMissingIdIsTheRecordsFault() {
    assertThatThrownBy(() -> registry().schema(new SchemaReference.Id(8)))
        .isInstanceOf(SerializationException.class)
        .hasMessage(
            "encoded with schema id 8, which the schema registry " + fake.url() + " does not have");
    assertThatThrownBy(() -> registry().schema(new SchemaReference.Id(-8)))
        .isInstanceOf(SerializationException.class)
        .hasMessage("encoded with schema id -8, which is negative");
    assertThat(fake.asked()).containsExactly("GET /schemas/ids/8");
  }

  @Test
  void aNonAvroSchemaIsTheRecordsFault() {
    fake.on(ID_7, 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
    fake.on("GET /schemas/ids/8", 200, "{\"schema\":\"{}\"}");
    fake.on("GET /schemas/ids/9", 200, "{\"schema\":\"[[[[\"}");
    fake.on(
        "GET /schemas/ids/10",
        200,
        "{\"schema\":\"\\\"x.Y\\\"\",\"references\":[{\"name\":\"Y\"}]}");

    assertRejected(7, "encoded with schema id 7, which is a PROTOBUF schema, not an Avro schema");
    assertRejected(8, "encoded with schema id 8, which is not a valid Avro schema: ");
    assertRejected(9, "encoded with schema id 9, which is not a valid Avro schema: ");
    assertRejected(10, "encoded with schema id 10, which references schemas of other subjects");
  }

  private void assertRejected(int id, String message) {
    assertThatThrownBy(() -> registry().schema(new SchemaReference.Id(id)))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aSchemaNestedTooDeeplyIsRejected() {
    String schema = "{\"type\":\"array\",\"items\":".repeat(100_000) + "\"int\"";
    fake.on(ID_7, 200, FakeRegistry.object("schema", schema.substring(0, 500_000)));

    assertRejected(7, "encoded with schema id 7, which is not a valid Avro schema: ");
  }

  @Test
  void unknownIdsAreRequestedAtALimitedRate() {
    SchemaRegistry registry = registry();
    long begun = System.nanoTime();
    for (int id = 100; id < 111; id++) {
      int unknown = id;
      assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(unknown)))
          .isInstanceOf(SerializationException.class);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void temporaryFailuresAreRetried() {
    fake.on(ID_7, 500, "").on(ID_7, 429, "").on(ID_7, 503, "<html>").has(7, LABEL);

    assertThat(registry().schema(new SchemaReference.Id(7))).isEqualTo(LABEL);
    assertThat(fake.asked()).hasSize(4).containsOnly(ID_7);
  }

  @Test
  void aTimeoutIsNotTheRecordsFault() {
    fake.on(ID_7, 500, "");
    fake.neverAnswers("GET /schemas/ids/8");
    fake.stopsWithinTheBody("GET /schemas/ids/9");

    assertUnavailable(fake.url(), 7, "GET %s/schemas/ids/7 answers 500");
    assertUnavailable(fake.url(), 8, "GET %s/schemas/ids/8 was not answered within ");
    assertUnavailable(fake.url(), 9, "GET %s/schemas/ids/9 was not answered within ");
  }

  @Test
  void anUnreachableRegistryIsNamed() {
    fake.close();
    assertUnavailable(
        fake.url(), 7, "GET %s/schemas/ids/7 fails, no connection to " + fake.url().getAuthority());
    URI nowhere = URI.create("http://no-such-host.invalid");
    assertUnavailable(
        nowhere,
        7,
        "GET %s/schemas/ids/7 fails, host name 'no-such-host.invalid' cannot be resolved");
  }

  @Test
  void aRequestThatWouldBeRushedIsNotSent() {
    RegistryConnection connection = new RegistryConnection(fake.settings());
    for (int left : new int[] {-100, 0, 2_000}) {
      long deadline = System.nanoTime() + Duration.ofMillis(left).toNanos();

      assertThatThrownBy(() -> connection.get("/schemas/ids/8", deadline))
          .isInstanceOf(UnavailableRegistryException.class)
          .hasMessage(
              "the schema registry %1$s (setting registry.url) cannot be used: GET"
                      .formatted(fake.url())
                  + " %s/schemas/ids/8 was not sent, because earlier requests took most of the"
                      .formatted(fake.url())
                  + " 10000 ms that registry.timeout gives them together");
    }
    assertThat(fake.asked()).isEmpty();
    assertThat(connection.get("/schemas/ids/8", System.nanoTime() + 5_000_000_000L).isMissing())
        .isTrue();
  }

  private static void assertUnavailable(URI url, int id, String reason) {
    var settings =
        new RegistrySettings(List.of(url), RegistryLogin.none(), true, Duration.ofSeconds(1));
    assertThatThrownBy(() -> new SchemaRegistry(settings).schema(new SchemaReference.Id(id)))
        .isInstanceOf(UnavailableRegistryException.class)
        .hasMessageStartingWith(
            "the schema registry %s (setting registry.url) cannot be used: ".formatted(url)
                + reason.formatted(url));
  }

  @Test
  void theNextAddressIsUsedIfOneDoesNotAnswer() {
    fake.has(7, LABEL);
    var settings =
        new RegistrySettings(
            List.of(URI.create("http://127.0.0.1:1"), fake.url()),
            RegistryLogin.none(),
            true,
            Duration.ofSeconds(10));

    assertThat(new SchemaRegistry(settings).schema(new SchemaReference.Id(7))).isEqualTo(LABEL);
  }

  /** As of an ingress whose backend is not ready: it passes. */
  @Test
  void anAnswerOfAnotherServerIsRetried() {
    fake.on(ID_7, 404, "404 page not found\n")
        .on(ID_7, 404, "")
        .on(ID_7, 404, "{\"message\":\"no Route matched\"}")
        .on(ID_7, 200, "<html>maintenance</html>")
        .has(7, LABEL);
    assertThat(registry().schema(new SchemaReference.Id(7))).isEqualTo(LABEL);

    fake.on(LOOKUP, 404, "default backend - 404").on(LOOKUP, 200, "{\"id\":5}");
    assertThat(registry().id("labels-value", LABEL)).isEqualTo(5);
  }

  @Test
  void anAnswerOfAnotherServerThatStaysIsNamed() {
    fake.on(ID_7, 404, "<html>\n no \u001b[31msuch page</html>");
    fake.on("GET /schemas/ids/8", 200, "<html>" + "welcome".repeat(20));
    fake.on("GET /schemas/ids/9", 404, "");
    // Jackson takes this for UTF-32, which has no such character.
    fake.on("GET /schemas/ids/11", 200, "\0\0\0{value");

    String what =
        ", which is not a schema registry's answer; check that the path in the URL is right and"
            + " that the registry is ready behind its proxy";
    assertUnavailable(
        fake.url(), 7, "GET %s/schemas/ids/7 answers 404 '<html> no [31msuch page</html>'" + what);
    assertUnavailable(fake.url(), 8, "GET %s/schemas/ids/8 answers 200 '<html>welcomewelcome");
    assertUnavailable(fake.url(), 9, "GET %s/schemas/ids/9 answers 404 without a body" + what);
    assertUnavailable(fake.url(), 11, "GET %s/schemas/ids/11 answers 200 '{value'" + what);
  }

  /** Each says in its own way that it does not know the path. */
  @Test
  void aRegistryWithoutGuidsIsToldFromAnotherServer() {
    UUID guid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    String question = "GET /schemas/guids/" + guid;
    String types = "GET /schemas/types";
    fake.on(question, 404, "404: Not Found").on(types, 200, "[\"AVRO\"]");
    assertThatThrownBy(() -> registry().schema(new SchemaReference.Guid(guid)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(" does not have (or it has no GUIDs");

    try (FakeRegistry ingress = FakeRegistry.start()) {
      ingress.on(types, 404, "404 page not found").on(types, 200, "[\"AVRO\"]");
      ingress.on(question, 404, "404 page not found").has(guid.toString(), LABEL);
      assertThat(new SchemaRegistry(ingress.settings()).schema(new SchemaReference.Guid(guid)))
          .isEqualTo(LABEL);
    }
  }

  /** As of a load balancer that takes its servers in turn, of which one is not ready. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 408, 421})
  void anErrorThatPassesIsNoTroubleOfARecordWithAGuid(int status) {
    UUID guid = UUID.randomUUID();
    String question = "GET /schemas/guids/" + guid;
    fake.on("GET /schemas/types", 200, "[\"AVRO\"]");
    fake.on(question, status, "").on(question, status, "").has(guid.toString(), LABEL);

    assertThat(registry().schema(new SchemaReference.Guid(guid))).isEqualTo(LABEL);
    assertThat(fake.asked()).containsExactly(question, "GET /schemas/types", question, question);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405})
  void anErrorOfAGuidThatStaysIsTheTroubleOfItsRecords(int status) {
    UUID guid = UUID.randomUUID();
    String question = "GET /schemas/guids/" + guid;
    fake.on("GET /schemas/types", 200, "[\"AVRO\"]").rejects(question, status, status, "no");

    assertThatThrownBy(() -> registry().schema(new SchemaReference.Guid(guid)))
        .isInstanceOf(SchemaNotGivenException.class)
        .hasMessageContaining(" does not have (or it has no GUIDs");
    assertThat(fake.asked()).containsExactly(question, "GET /schemas/types", question, question);
  }

  @Test
  void anErrorOfAGuidIsRetriedIfAProxyAnswersTheSameForEveryPath() {
    UUID guid = UUID.randomUUID();
    String question = "GET /schemas/guids/" + guid;
    fake.on("GET /schemas/types", 400, "").on("GET /schemas/types", 200, "[\"AVRO\"]");
    fake.on(question, 400, "").has(guid.toString(), LABEL);

    assertThat(registry().schema(new SchemaReference.Guid(guid))).isEqualTo(LABEL);
  }

  @Test
  void aGuidThatTheRegistryDoesNotHaveIsAskedForOnce() {
    UUID guid = UUID.randomUUID();

    assertThatThrownBy(() -> registry().schema(new SchemaReference.Guid(guid)))
        .isInstanceOf(SchemaNotGivenException.class);
    assertThat(fake.asked()).containsExactly("GET /schemas/guids/" + guid);
  }

  @Test
  void anAddressThatIsNotARegistryIsNamed() {
    fake.rejects(ID_7, 404, 404, "HTTP 404 Not Found");
    fake.on("GET /schemas/ids/9", 200, "{\"sechma\":1}");
    fake.neverEnds("GET /schemas/ids/10");

    assertUnusable(
        7,
        "is not a schema registry, or its path is wrong: GET %s/schemas/ids/7 answers 404 HTTP 404"
            + " Not Found");
    assertUnusable(
        9, "is not a schema registry, or its path is wrong: GET %s/schemas/ids/9 answers 200");
    assertUnusable(
        10,
        "gives an answer that is too long: GET %s/schemas/ids/10 answers with more than 1048576"
            + " bytes");
  }

  private void assertUnusable(int id, String predicate) {
    assertThatThrownBy(() -> registry().schema(new SchemaReference.Id(id)))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessage(
            "the schema registry %s (setting registry.url) ".formatted(fake.url())
                + predicate.formatted(fake.url()));
  }

  @Test
  void credentialsAreSentOnlyToTheRegistry() {
    FakeRegistry elsewhere = FakeRegistry.start().has(8, LABEL);
    fake.has(7, LABEL).redirects("GET /schemas/ids/8", elsewhere.url());
    try (elsewhere) {
      SchemaRegistry registry = registry(RegistryLogin.basic("anna", "pa:ss"), true);
      registry.schema(new SchemaReference.Id(7));
      assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(8)))
          .isInstanceOf(UnusableRegistryException.class)
          .hasMessageContaining("answers 302 with location " + elsewhere.url());

      String login = "anna:pa:ss";
      assertThat(fake.questions())
          .extracting(FakeRegistry.Question::authorization)
          .containsOnly(
              "Basic "
                  + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
      assertThat(elsewhere.asked()).isEmpty();
    }
  }

  @Test
  void aTokenIsSentAsBearerAndErrorsContainNoSecret() {
    fake.rejects(ID_7, 401, 40101, "Unauthorized").rejects("GET /schemas/ids/8", 403, 40301, "no");

    assertThatThrownBy(
            () -> registry(RegistryLogin.bearer("t0ken"), true).schema(new SchemaReference.Id(7)))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessage(
            "the schema registry %1$s (setting registry.url) rejects the credentials of"
                    .formatted(fake.url())
                + " a token (settings registry.user and registry.password, or"
                + " registry.token): GET %s/schemas/ids/7 answers 401 Unauthorized"
                    .formatted(fake.url()));
    assertThat(fake.questions().get(0).authorization()).isEqualTo("Bearer t0ken");
    assertThatThrownBy(
            () ->
                registry(RegistryLogin.basic("anna", "secret"), true)
                    .schema(new SchemaReference.Id(8)))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessageContaining("forbids the request of user anna: ")
        .hasMessageEndingWith("answers 403 no");
  }

  @Test
  void aSchemaThatTheLoginMayNotReadIsTheTroubleOfItsRecordsIfOthersAreGiven() {
    fake.has(8, LABEL).rejects(ID_7, 403, 40301, "User is denied operation Read");
    SchemaRegistry registry = registry(RegistryLogin.basic("anna", "secret"), true);
    registry.schema(new SchemaReference.Id(8));

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(7)))
        .isInstanceOf(SerializationException.class)
        .hasMessage(
            "encoded with schema id 7, which the schema registry %1$s does not return to user anna, although it returns other schemas: GET %1$s/schemas/ids/7 answers 403 User is denied operation Read"
                .formatted(fake.url()));
    assertThat(fake.asked()).containsExactly(ID_8, ID_7, ID_8, ID_7, ID_7);
  }

  @Test
  void theSchemaThatTheAppWritesShowsThatOthersAreGiven() {
    UUID guid = UUID.randomUUID();
    fake.on(LOOKUP, 200, "{\"id\":8}").has(8, LABEL);
    fake.on("GET /schemas/guids/" + guid, 401, "{\"message\":\"Unauthorized\"}");
    SchemaRegistry registry = registry();
    registry.id("labels-value", LABEL);

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Guid(guid)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(
            "does not return to an anonymous client, although it returns other schemas")
        .hasMessageEndingWith("answers 401 Unauthorized");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void credentialsThatAreRejectedForAllSchemasAreNoTroubleOfARecord(int status) {
    fake.has(8, LABEL).rejects(ID_8, status, status, "no").rejects(ID_7, status, status, "no");
    SchemaRegistry registry = registry();
    registry.schema(new SchemaReference.Id(8));

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(7)))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessageContaining("of an anonymous client")
        .hasMessageContaining("/schemas/ids/7 answers " + status);
  }

  @Test
  void aSchemaThatWasGivenLastAndIsRefusedNowIsToldByTheOneThatTheAppWrites() {
    fake.on(LOOKUP, 200, "{\"id\":8}").has(8, LABEL);
    fake.has(7, LABEL).rejects(ID_7, 403, 403, "no");
    SchemaRegistry registry = registry();
    registry.id("labels-value", LABEL);
    registry.schema(new SchemaReference.Id(7));

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(7)))
        .isInstanceOf(SchemaNotGivenException.class)
        .hasMessageEndingWith("/schemas/ids/7 answers 403 no");
  }

  @Test
  void aSchemaThatWasDeletedShowsTooThatTheLoginIsNotRefused() {
    fake.has(8, LABEL).rejects(ID_8, 404, 40403, "deleted").rejects(ID_7, 403, 403, "no");
    SchemaRegistry registry = registry();
    registry.schema(new SchemaReference.Id(8));

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(7)))
        .isInstanceOf(SchemaNotGivenException.class);
  }

  @Test
  void aGuidIsTheTroubleOfItsRecordsWhereTheLoginMayNotSeeWhetherARegistryIsThere() {
    UUID guid = UUID.randomUUID();
    fake.has(8, LABEL).on("GET /schemas/guids/" + guid, 404, "404: Not Found");
    fake.rejects("GET /schemas/types", 403, 403, "no");
    SchemaRegistry registry = registry();
    registry.schema(new SchemaReference.Id(8));

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Guid(guid)))
        .isInstanceOf(SchemaNotGivenException.class);
  }

  @Test
  void aRefusalThatPassesIsNoTroubleOfARecord() {
    fake.has(8, LABEL).on(ID_7, 403, "").on(ID_7, 403, "").has(7, LABEL);
    SchemaRegistry registry = registry();
    registry.schema(new SchemaReference.Id(8));

    assertThat(registry.schema(new SchemaReference.Id(7))).isEqualTo(LABEL);
  }

  @Test
  void aRegistryThatDoesNotAnswerMeanwhileIsWaitedFor() {
    fake.has(8, LABEL).on(ID_8, 503, "").rejects(ID_7, 403, 403, "no");
    SchemaRegistry registry =
        new SchemaRegistry(
            new RegistrySettings(
                List.of(fake.url()), RegistryLogin.none(), true, Duration.ofSeconds(1)));
    registry.schema(new SchemaReference.Id(8));

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(7)))
        .isInstanceOf(UnavailableRegistryException.class);
  }

  @Test
  void anotherErrorOfOneSchemaIsTheTroubleOfItsRecordsToo() {
    fake.has(8, LABEL).rejects(ID_7, 422, 42201, "Invalid schema");
    fake.neverEnds("GET /schemas/ids/10");
    SchemaRegistry registry = registry();
    registry.schema(new SchemaReference.Id(8));

    assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(7)))
        .isInstanceOf(SerializationException.class)
        .hasMessageEndingWith("/schemas/ids/7 answers 422 Invalid schema");
    assertThatThrownBy(() -> registry.schema(new SchemaReference.Id(10)))
        .isInstanceOf(SerializationException.class)
        .hasMessageEndingWith("/schemas/ids/10 answers with more than 1048576 bytes");
  }

  @Test
  void anExistingSchemaIsLookedUpOnceWithoutJavaProperties() throws Exception {
    fake.on(LOOKUP, 200, "{\"subject\":\"labels-value\",\"id\":5,\"version\":1,\"schema\":\"\"}");
    SchemaRegistry registry = registry();

    assertThat(registry.id("labels-value", LABEL)).isEqualTo(5);
    assertThat(registry.id("labels-value", LABEL)).isEqualTo(5);
    assertThat(fake.asked()).containsExactly(LOOKUP);
    String sent =
        new ObjectMapper().readTree(fake.questions().get(0).body()).get("schema").asText();
    assertThat(sent).doesNotContain("avro.java").contains("Probability of bestActivity");
    assertThat(new Schema.Parser().parse(sent).getFullName()).isEqualTo(LABEL.getFullName());
  }

  @Test
  void aMissingSchemaIsRegistered() {
    fake.rejects(LOOKUP, 404, 40401, "Subject not found").on("POST " + VERSIONS, 200, "{\"id\":6}");

    assertThat(registry().id("labels-value", LABEL)).isEqualTo(6);
  }

  @Test
  void aMissingSchemaIsNamedIfItMayNotBeRegistered() {
    fake.rejects(LOOKUP, 404, 40401, "Subject not found");

    assertThatThrownBy(() -> registry(RegistryLogin.none(), false).id("labels-value", LABEL))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessage(
            "the schema registry %s (setting registry.url) has no schema of ActivityLabel under the"
                    .formatted(fake.url())
                + " subject 'labels-value'; register it, or set registry.auto-register");
    assertThat(fake.asked()).doesNotContain("POST " + VERSIONS);
  }

  @Test
  void aVersionWithTheSameBytesIsUsedIfNoneMayBeRegistered() {
    Schema undocumented =
        new Schema.Parser()
            .parse(PublishedSchema.of(LABEL).toString().replaceAll(",\"doc\":\"[^\"]*\"", ""));
    fake.rejects(LOOKUP, 404, 40403, "Schema not found")
        .on("GET " + VERSIONS, 200, "[1,2,3]")
        .on("GET " + VERSIONS + "/3", 200, "{\"id\":13,\"schema\":\"message A {}\"}")
        .on(
            "GET " + VERSIONS + "/2",
            200,
            "{\"id\":12,\"schema\":%s}".formatted(text(undocumented)))
        .on("GET " + VERSIONS + "/1", 200, "{\"id\":11,\"schema\":\"\\\"int\\\"\"}");

    assertThat(undocumented.toString()).isNotEqualTo(PublishedSchema.of(LABEL).toString());
    assertThat(registry(RegistryLogin.none(), false).id("labels-value", LABEL)).isEqualTo(12);
  }

  /** Avro's parsing form has no logical types. */
  @Test
  void aVersionWithTimesInAnotherUnitIsNotUsed() {
    Schema episode = ActivityEpisode.getClassSchema();
    String micros = LABEL.toString().replace("timestamp-millis", "timestamp-micros");
    String end = "\"long\",\"logicalType\":\"timestamp-micros\"}],";
    String inUnion =
        episode.toString().replace("\"long\",\"logicalType\":\"timestamp-millis\"}],", end);
    String wearer =
        PublishedSchema.of(LABEL)
            .toString()
            .replaceFirst("\"string\"", "{\"type\":\"string\",\"logicalType\":\"uuid\"}");
    assertThat(inUnion).contains(end).contains("timestamp-millis");
    assertThat(wearer).contains("uuid");

    for (String text : List.of(micros, wearer)) {
      assertNotUsed(LABEL, new Schema.Parser().parse(text));
    }
    assertNotUsed(episode, new Schema.Parser().parse(inUnion));
  }

  private static void assertNotUsed(Schema ours, Schema theirs) {
    try (FakeRegistry other = FakeRegistry.start()) {
      other
          .rejects("POST /subjects/t-value", 404, 40403, "Schema not found")
          .on("GET /subjects/t-value/versions", 200, "[1]")
          .on(
              "GET /subjects/t-value/versions/1",
              200,
              "{\"id\":12,\"schema\":%s}".formatted(text(theirs)));
      var settings =
          new RegistrySettings(
              List.of(other.url()), RegistryLogin.none(), false, Duration.ofSeconds(10));

      assertThatThrownBy(() -> new SchemaRegistry(settings).id("t-value", ours))
          .isInstanceOf(UnusableRegistryException.class)
          .hasMessageContaining("has no schema of " + ours.getName());
    }
  }

  @Test
  void aVersionThatDoesNotSayTheUnitOfItsTimesIsUsed() {
    Schema plain =
        new Schema.Parser()
            .parse(
                PublishedSchema.of(LABEL)
                    .toString()
                    .replace(",\"logicalType\":\"timestamp-millis\"", ""));
    fake.rejects(LOOKUP, 404, 40403, "Schema not found")
        .on("GET " + VERSIONS, 200, "[1]")
        .on("GET " + VERSIONS + "/1", 200, "{\"id\":11,\"schema\":%s}".formatted(text(plain)));

    assertThat(plain.toString()).doesNotContain("logicalType");
    assertThat(registry(RegistryLogin.none(), false).id("labels-value", LABEL)).isEqualTo(11);
  }

  private static String text(Schema schema) {
    return new ObjectMapper().valueToTree(schema.toString()).toString();
  }

  @Test
  void aSchemaThatTheRegistryRejectsIsNamedWithTheReason() {
    fake.rejects("POST " + VERSIONS, 409, 409, "field 'n'\nhas no default")
        .rejects("POST /subjects/other-value/versions", 422, 42201, "Invalid schema");

    assertThatThrownBy(() -> registry().id("labels-value", LABEL))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessage(
            "the schema registry %s (setting registry.url) rejects the schema of ActivityLabel under"
                    .formatted(fake.url())
                + " the subject 'labels-value' as incompatible with its versions: field 'n' has no"
                + " default");
    assertThatThrownBy(() -> registry().id("other-value", LABEL))
        .isInstanceOf(UnusableRegistryException.class)
        .hasMessageEndingWith("under the subject 'other-value': Invalid schema");
  }

  private SchemaRegistry registry() {
    return new SchemaRegistry(fake.settings());
  }

  private SchemaRegistry registry(RegistryLogin login, boolean autoRegister) {
    return new SchemaRegistry(
        new RegistrySettings(List.of(fake.url()), login, autoRegister, Duration.ofSeconds(10)));
  }
}
