// The episodes of one wearer: what is known by now. Each message replaces the one before it with the same
// start.

const KEEP = 25 * 3_600_000;

export class Episodes {
  #sorted = [];
  #seen = null;

  /** All of them, oldest first, each with the time until which it lasts. */
  get all() {
    return this.#sorted;
  }

  get latest() {
    return this.#sorted.at(-1) ?? null;
  }

  replaceAll(episodes) {
    this.#sorted = episodes;
    this.#settle();
  }

  /** @returns whether the episode is the latest one and was not known */
  put(episode) {
    const at = this.#sorted.findIndex((known) => known.start >= episode.start);
    const known = at >= 0 && this.#sorted[at].start === episode.start;
    if (at < 0) this.#sorted.push(episode);
    else this.#sorted.splice(at, known ? 1 : 0, episode);
    this.#settle();
    return at < 0;
  }

  /** A labeled segment: an episode that is open lasts at least until its end. */
  see(segment) {
    this.#seen = segment;
    const { latest } = this;
    if (latest && latest.end === null && segment.start >= latest.start && segment.end > latest.until) {
      latest.until = segment.end;
    }
  }

  #settle() {
    const { latest } = this;
    if (!latest) return;
    this.#sorted = this.#sorted.filter((episode) => episode.until > latest.until - KEEP);
    this.#sorted.forEach((episode, i) => {
      const next = this.#sorted[i + 1];
      if (next && episode.until > next.start) episode.until = next.start;
    });
    if (this.#seen) this.see(this.#seen);
  }
}
