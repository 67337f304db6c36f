// Plays an announcement by WebAudio: every clip is given its place in time beforehand, so nothing stutters or overlaps.

export const AFTER_CHIME_S = 0.05;
export const WITHIN_S = 0.03;
export const BETWEEN_S = 0.2;
const LEAD_S = 0.03;
const CHIME_S = 0.7;
const CHIME = [
  [784, 0, 0.3],
  [587.3, 0.22, 0.34],
];
const LOAD_MS = 1500;

/** Return what is played: [{sound, at}] with seconds from the start, its duration, and the tokens without a clip. */
export function plan(parts, { chime, repeats }) {
  const clips = [];
  const missing = new Set();
  let at = 0;
  if (chime) {
    clips.push({ sound: chime, at });
    at += chime.duration + AFTER_CHIME_S;
  }
  for (let round = 0; round < repeats; round += 1) {
    for (const { language, sounds } of parts) {
      let spoken = 0;
      for (const { token, sound } of sounds) {
        if (!sound) {
          missing.add(`${language}/${token}`);
          continue;
        }
        at += spoken ? WITHIN_S : 0;
        clips.push({ sound, at });
        at += sound.duration;
        spoken += 1;
      }
      at += spoken ? BETWEEN_S : 0;
    }
  }
  const last = clips.at(-1);
  return { clips, durationS: last ? last.at + last.sound.duration : 0, missing: [...missing] };
}

/** Write the chime before a call into samples: two falling tones that fade; the same as the server's chime.wav. */
export function writeChime(samples, rate) {
  for (const [frequency, after, strength] of CHIME) {
    for (let index = Math.round(after * rate); index < samples.length; index += 1) {
      const t = index / rate - after;
      const fade = Math.exp(-6.5 * t) * Math.min(1, t / 0.004, (samples.length - index) / (0.05 * rate));
      const tone = Math.sin(2 * Math.PI * frequency * t) + 0.25 * Math.sin(4 * Math.PI * frequency * t);
      samples[index] += strength * fade * tone;
    }
  }
}

export class Player {
  #context;
  #chime;
  #clips;
  #gain;
  #sources = [];

  constructor(context, clips) {
    this.#context = context;
    this.#clips = clips;
    this.#chime = context.createBuffer(1, Math.round(CHIME_S * context.sampleRate), context.sampleRate);
    writeChime(this.#chime.getChannelData(0), context.sampleRate);
    this.#gain = context.createGain();
    this.#gain.connect(context.destination);
  }

  /** Whether the browser lets this page make sound. */
  get isReady() {
    return this.#context.state === "running";
  }

  /** Loudness of announcements, 0 to 1. */
  set volume(value) {
    this.#gain.gain.value = Math.min(1, Math.max(0, value));
  }

  /**
   * Play one call; `onPlan(durationMs)` is told when it begins to sound.
   *
   * Resolves at the end to the tokens that were missing; rejects when the sound is locked.
   */
  async play(call, { repeats, chime, languages, onPlan }) {
    const parts = await Promise.all(
      spokenIn(call, languages).map((language) => this.#part(language, call.tokens[language])),
    );
    const planned = plan(parts, { chime: chime || !isHeard(parts) ? this.#chime : null, repeats });
    if (!this.isReady) throw new Error("the browser keeps the sound locked");
    await this.#sound(planned, onPlan);
    return planned.missing;
  }

  /** Return the milliseconds a call takes by the clips that are here; null while none of it is. */
  durationMs(call, { repeats, chime, languages }) {
    const parts = spokenIn(call, languages).map((language) => ({
      language,
      sounds: call.tokens[language].map((token) => ({ token, sound: this.#clips.peek(language, token) })),
    }));
    if (!isHeard(parts)) return null;
    return (LEAD_S + plan(parts, { chime: chime ? this.#chime : null, repeats }).durationS) * 1000;
  }

  /** Play the chime alone. */
  async test() {
    if (!this.isReady) return false;
    await this.#sound(plan([], { chime: this.#chime, repeats: 1 }), () => {});
    return true;
  }

  /** Be silent at once. */
  stop() {
    for (const source of this.#sources) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    this.#sources = [];
  }

  async #part(language, tokens) {
    const load = (token) => within(LOAD_MS, this.#clips.get(language, token), null);
    const sounds = await Promise.all(tokens.map(async (token) => ({ token, sound: await load(token) })));
    return { language, sounds };
  }

  #sound({ clips, durationS }, onPlan) {
    const start = this.#context.currentTime + LEAD_S;
    this.#sources = clips.map(({ sound, at }) => {
      const source = this.#context.createBufferSource();
      source.buffer = sound;
      source.connect(this.#gain);
      source.start(start + at);
      return source;
    });
    onPlan((LEAD_S + durationS) * 1000);
    return new Promise((resolve) => {
      this.#sources.at(-1).onended = () => {
        this.#sources = [];
        resolve();
      };
    });
  }
}

function spokenIn(call, languages) {
  return languages.filter((language) => call.tokens?.[language]?.length);
}

function isHeard(parts) {
  return parts.some(({ sounds }) => sounds.some(({ sound }) => sound));
}

function within(ms, promise, otherwise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms, otherwise);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
