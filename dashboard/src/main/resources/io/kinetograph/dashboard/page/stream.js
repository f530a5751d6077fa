// One connection to the server's events, which reconnects by itself. Used by stream-worker.js, which
// shares it among the pages of a browser, and by a page that has no such worker.

const RETRY_AFTER = 3_000;
// The server sends a status every 5 s. A connection without one is dead, even if nobody closed it.
const LONGEST_SILENCE = 20_000;
const URL_OF_EVENTS = new URL('api/labels', import.meta.url);

export class Stream {
  #receive;
  #source = null;
  #timer = null;
  #opened = false;
  #lost = false;
  #reason = 'connection';

  /**
   * @param receive called with {type: 'status', status, clockOffset}, {type: 'label', label},
   *   {type: 'episode', episode}, {type: 'refresh'} if some were left out, and {type: 'lost', reason} after
   *   each failed attempt and when the reason becomes known: 'connection', 'login' or 'full'
   */
  constructor(receive) {
    this.#receive = receive;
  }

  open() {
    if (this.#opened) return;
    this.#opened = true;
    this.#connect();
  }

  close() {
    this.#opened = false;
    this.#lost = false;
    this.#disconnect();
  }

  #connect() {
    const source = new EventSource(URL_OF_EVENTS);
    this.#source = source;
    this.#await(LONGEST_SILENCE, () => this.#fail());
    const on = (name, message) => source.addEventListener(name, (event) => {
      this.#lost = false;
      this.#reason = 'connection';
      this.#await(LONGEST_SILENCE, () => this.#fail());
      this.#receive({ type: name, ...message(JSON.parse(event.data)) });
    });
    on('status', (status) => ({ status, clockOffset: status.now - Date.now() }));
    on('label', (label) => ({ label }));
    on('episode', (episode) => ({ episode }));
    on('refresh', () => ({}));
    source.addEventListener('error', () => {
      this.#fail();
      this.#explain();
    });
  }

  #fail() {
    this.#disconnect();
    this.#await(RETRY_AFTER, () => this.#connect());
    this.#lost = true;
    this.#receive({ type: 'lost', reason: this.#reason });
  }

  async #explain() {
    const reason = await reasonOfFailure();
    if (!this.#lost || reason === this.#reason) return;
    this.#reason = reason;
    this.#receive({ type: 'lost', reason });
  }

  #disconnect() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
  }

  #await(millis, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, millis);
  }
}

// An EventSource does not tell the status of the response.
async function reasonOfFailure() {
  const request = new AbortController();
  const timer = setTimeout(() => request.abort(), LONGEST_SILENCE);
  try {
    const { type, status } =
      await fetch(URL_OF_EVENTS, { redirect: 'manual', cache: 'no-store', signal: request.signal });
    if (type === 'opaqueredirect' || status === 401 || status === 403) return 'login';
    return status === 429 ? 'full' : 'connection';
  } catch {
    return 'connection';
  } finally {
    clearTimeout(timer);
    request.abort();
  }
}
