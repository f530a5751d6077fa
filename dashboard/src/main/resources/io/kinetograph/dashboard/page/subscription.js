// How a page gets the server's events: through the worker that all pages of the browser share, or where
// that is missing (some browsers on phones) with a stream of its own. Only while the page is visible, so
// that hidden pages need no connection, no computing time and no memory for events.

import { Stream } from './stream.js';

// Raise the number whenever the messages change: after an update of the server, a new page must not use
// the worker that old pages have started.
const WORKER_NAME = 'kinetograph-2';
// The worker passes on something at least every 23 s: a status, or that there is none.
const LONGEST_SILENCE = 30_000;

/**
 * Starts to receive events, for as long as the page exists.
 *
 * @param receive called with the messages of a stream, and with {type: 'paused'} when the page is hidden
 */
export function subscribe(receive) {
  const plain = () => {
    stream.close();
    stream = new Stream(receive);
    follow();
  };
  const follow = () => {
    if (document.visibilityState === 'visible') {
      stream.open();
    } else {
      stream.close();
      receive({ type: 'paused' });
    }
  };
  let stream = 'SharedWorker' in globalThis ? new SharedStream(receive, plain) : new Stream(receive);
  document.addEventListener('visibilitychange', follow);
  follow();
}

class SharedStream {
  #receive;
  #giveUp;
  #port = null;
  #timer = null;
  #silences = 0;

  constructor(receive, giveUp) {
    this.#receive = receive;
    this.#giveUp = giveUp;
  }

  open() {
    if (this.#port) return;
    let worker;
    try {
      worker = new SharedWorker(
        new URL('stream-worker.js', import.meta.url), { type: 'module', name: WORKER_NAME });
    } catch (error) {
      // A browser that stores nothing for this site permits no worker.
      console.warn('no shared worker', error);
      this.#giveUp();
      return;
    }
    worker.addEventListener('error', () => this.#giveUp());
    this.#port = worker.port;
    this.#port.addEventListener('message', ({ data }) => {
      this.#silences = 0;
      this.#watch();
      this.#receive(data);
    });
    this.#port.start();
    this.#port.postMessage('join');
    this.#watch();
  }

  close() {
    clearTimeout(this.#timer);
    this.#port?.postMessage('leave');
    this.#port?.close();
    this.#port = null;
  }

  // A worker that has crashed is started again by whoever asks for it.
  #watch() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.close();
      this.#receive({ type: 'lost', reason: 'connection' });
      this.#silences += 1;
      if (this.#silences > 1) this.#giveUp();
      else this.open();
    }, LONGEST_SILENCE);
  }
}
