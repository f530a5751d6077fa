// The episodes of one wearer: what is known by now. Each message replaces the one before it with the same
// start.

const KEEP = 25 * 3_600_000;
// As in EpisodeStore: the app may never say that an open episode is over.
const MAX_GAP = 600_000;
const MAX_OTHER_GROUP = 300_000;

export class Episodes {
  #sorted = [];
  #seen = null;
  // Since when labels are of another group than the latest episode, and until when that lasted before.
  #other = null;
  #abandoned = false;

  /** All of them, oldest first, each with the time until which it lasts. */
  get all() {
    return this.#sorted;
  }

  get latest() {
    return this.#sorted.at(-1) ?? null;
  }

  /** Whether the latest one has no end, and the labels since its start belong to it. */
  get continues() {
    const { latest } = this;
    return latest !== null && latest.end === null && !(this.#seen && this.#seen.end > latest.until);
  }

  replaceAll(episodes) {
    const before = this.latest;
    this.#sorted = episodes;
    const { latest } = this;
    if (before && before.end === null && latest?.end === null && before.start === latest.start
      && before.segments === latest.segments) {
      // A server that has just started may not have read the labels yet.
      latest.until = Math.max(latest.until, before.until);
    } else {
      this.#follow();
    }
    this.#settle();
  }

  /** @returns whether the episode is the latest one and was not known */
  put(episode) {
    const at = this.#sorted.findIndex((known) => known.start >= episode.start);
    const known = at >= 0 && this.#sorted[at].start === episode.start;
    if (at < 0) this.#sorted.push(episode);
    else this.#sorted.splice(at, known ? 1 : 0, episode);
    if (episode === this.latest) this.#follow();
    this.#settle();
    return at < 0;
  }

  /** A labeled segment: an episode that is open lasts at least until its end, unless it was abandoned. */
  see({ start, end }, group) {
    if (this.#seen && end <= this.#seen.end) return;
    this.#seen = { start, end, group };
    this.#extend();
  }

  #extend() {
    const { latest } = this;
    if (!latest || !this.#seen) return;
    const { start, end, group } = this.#seen;
    if (latest.end !== null || this.#abandoned || start < latest.start || start - latest.until > MAX_GAP) return;
    if (!group || group === latest.group) this.#other = null;
    else this.#other ??= { since: start, until: latest.until };
    if (this.#other && end - this.#other.since > MAX_OTHER_GROUP) {
      this.#abandoned = true;
      latest.until = this.#other.until;
    } else if (end > latest.until) {
      latest.until = end;
    }
  }

  #follow() {
    this.#other = null;
    this.#abandoned = false;
  }

  #settle() {
    const { latest } = this;
    if (!latest) return;
    this.#sorted = this.#sorted.filter((episode) => episode.until > latest.until - KEEP);
    this.#sorted.forEach((episode, i) => {
      const next = this.#sorted[i + 1];
      if (next && episode.until > next.start) episode.until = next.start;
    });
    this.#extend();
  }
}
