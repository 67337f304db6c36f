// The clips of the voice banks, fetched before they are needed, so that calls are spoken while the server is away.

const AT_ONCE = 4;

export class Clips {
  #decode;
  #fetch;
  #versions = new Map();
  #buffers = new Map();
  #loading = null;

  /** `decode(bytes)` returns a sound; `fetch(url)` is the browser's or alike. */
  constructor({ decode, fetch }) {
    this.#decode = decode;
    this.#fetch = fetch;
  }

  /** Bring all clips of these languages here, and those that changed; only one such run at a time. */
  refresh(languages) {
    this.#loading ??= this.#refresh(languages).finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** Return the sound of a token, null if the bank has none or it can't be had. */
  async get(language, token) {
    const key = `${language}/${token}`;
    return this.#buffers.get(key)?.sound ?? (this.#versions.has(key) ? this.#load(key) : null);
  }

  /** Return the sound of a token if it is here already, else null. */
  peek(language, token) {
    return this.#buffers.get(`${language}/${token}`)?.sound ?? null;
  }

  async #refresh(languages) {
    for (const language of languages) {
      try {
        const answer = await this.#fetch(`/voice/${language}/index.json`);
        if (!answer.ok) continue;
        const { clips } = await answer.json();
        for (const key of [...this.#versions.keys()]) {
          if (!key.startsWith(`${language}/`) || key.split("/")[1] in clips) continue;
          this.#versions.delete(key);
          this.#buffers.delete(key);
        }
        for (const [token, version] of Object.entries(clips)) this.#versions.set(`${language}/${token}`, version);
      } catch {
        // What is here stays; the next run asks again.
      }
    }
    const wanted = [...this.#versions].filter(([key, version]) => this.#buffers.get(key)?.version !== version);
    const work = async () => {
      while (wanted.length) await this.#load(wanted.shift()[0]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  async #load(key) {
    const version = this.#versions.get(key);
    try {
      const sound = await this.#sound(`/voice/${key}.wav?v=${version}`);
      this.#buffers.set(key, { version, sound });
      return sound;
    } catch {
      return this.#buffers.get(key)?.sound ?? null;
    }
  }

  async #sound(url) {
    const answer = await this.#fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return this.#decode(await answer.arrayBuffer());
  }
}
