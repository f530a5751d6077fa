// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.streams.config.TopicSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a record when it is made again after its transaction was aborted, and never another
 * one.
 *
 * <p>Only what is made the same again counts. The model may give other last digits the second time,
 * which are in the values of labels and episodes; and a producer's interceptor or an agent may add
 * headers, which differ each time. Of a label, the key and the timestamp count: a wearer has one
 * label for a segment. Two records of an episode may have the same key and timestamp, so the event
 * and the start count too; of a dead letter, the app's own headers do.
 *
 * @param topic of the record
 * @param place digest of what few other records of the topic have in common with this one
 * @param digest of what no other record has
 */
record RecordIdentity(String topic, String place, String digest) {

  private static final Deserializer<ActivityEpisode> EPISODES =
      TopicSerdes.activityEpisode().deserializer();

  /** Begins a value in Confluent's wire format. */
  private static final byte CONFLUENT = 0;

  private static final int CONFLUENT_BYTES = 5;

  private static final String STREAMS_HEADERS = "__streams.errors.";
  private static final String OUR_HEADERS = "kinetograph.";

  /** The identity of a label, an episode or a dead letter, by its topic. */
  static RecordIdentity of(
      TopicSettings topics,
      String topic,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      long timestampMillis) {
    if (topic.equals(topics.output())) {
      return ofLabel(topic, key, timestampMillis);
    }
    return topic.equals(topics.episodes())
        ? ofEpisode(topic, key, value, timestampMillis)
        : ofLetter(topic, key, headers, timestampMillis);
  }

  private static RecordIdentity ofLabel(String topic, byte @Nullable [] key, long timestampMillis) {
    String place = hex(digest(key, timestampMillis));
    return new RecordIdentity(topic, place, place);
  }

  private static RecordIdentity ofEpisode(
      String topic, byte @Nullable [] key, byte @Nullable [] value, long timestampMillis) {
    MessageDigest digest = digest(key, timestampMillis);
    add(digest, eventAndStart(value));
    return new RecordIdentity(topic, hex(digest(key, timestampMillis)), hex(digest));
  }

  private static RecordIdentity ofLetter(
      String topic, byte @Nullable [] key, Headers headers, long timestampMillis) {
    MessageDigest digest = digest(key, timestampMillis);
    for (Header header : headers) {
      if (header.key().startsWith(STREAMS_HEADERS) || header.key().startsWith(OUR_HEADERS)) {
        add(digest, header.key().getBytes(UTF_8));
        add(digest, header.value());
      }
    }
    // Many readings without a key may have the same timestamp: only the headers tell their place.
    String all = hex(digest);
    return new RecordIdentity(topic, all, all);
  }

  /** Whether they may be the same record, made twice with another digest. */
  boolean isAtPlaceOf(RecordIdentity other) {
    return topic.equals(other.topic) && place.equals(other.place);
  }

  /** The value itself, if it is no episode that this version has written. */
  private static byte @Nullable [] eventAndStart(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return value;
    }
    try {
      return (value[0] == CONFLUENT ? ofConfluent(value) : ofOther(value)).getBytes(UTF_8);
    } catch (IOException | RuntimeException e) {
      return value;
    }
  }

  /** The app has written the value by its own schema, so the registry need not be asked. */
  private static String ofConfluent(byte[] value) throws IOException {
    GenericRecord episode =
        new GenericDatumReader<GenericRecord>(ActivityEpisode.getClassSchema())
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(value, CONFLUENT_BYTES, value.length - CONFLUENT_BYTES, null));
    return episode.get("event") + " " + episode.get("start");
  }

  private static String ofOther(byte[] value) {
    ActivityEpisode episode = EPISODES.deserialize("", value);
    return episode.getEvent() + " " + episode.getStart().toEpochMilli();
  }

  private static MessageDigest digest(byte @Nullable [] key, long timestampMillis) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(timestampMillis).flip());
      add(digest, key);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** With the length, so that no other parts give the same bytes. */
  private static void add(MessageDigest digest, byte @Nullable [] part) {
    int length = part == null ? -1 : part.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
    if (part != null) {
      digest.update(part);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
