// The playlist: pictures for their time, films to their end, quieter while a call is spoken.

import { el } from "./dom.js";

const STALLED_MS = 15000;
const RETRY_MS = 30000;
const DUCKED = 0.08;

export class Playlist {
  #box;
  #items = [];
  #pictureMs = 12000;
  #volume = 1;
  #ducked = false;
  #at = -1;
  #failures = 0;
  #film = null;
  #slide = null;
  #timer = null;
  #rests = false;

  constructor(box) {
    this.#box = box;
  }

  /** Which item is shown: "2/5", or "". */
  get place() {
    return this.#items.length ? `${this.#at + 1}/${this.#items.length}` : "";
  }

  /** Play these files from the first, over and over; the same ones go on as they are. */
  play(items, pictureMs) {
    this.#pictureMs = pictureMs;
    if (JSON.stringify(items) === JSON.stringify(this.#items)) return;
    this.stop();
    this.#items = items;
    if (items.length) this.#next();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#film?.pause();
    this.#film = null;
    this.#slide = null;
    this.#items = [];
    this.#at = -1;
    this.#failures = 0;
    this.#box.replaceChildren();
    this.#box.dataset.empty = "";
  }

  /** Stand still, as on a screen that is dark, or go on with what comes next. */
  rest(rests) {
    if (rests === this.#rests) return;
    this.#rests = rests;
    clearTimeout(this.#timer);
    this.#film?.pause();
    this.#film = null;
    this.#slide = null;
    if (!rests && this.#items.length) this.#next();
  }

  /** Be quiet while a call is spoken, and come back afterwards. */
  duck(ducked) {
    this.#ducked = ducked;
    this.#setVolume();
  }

  /** Set the loudness of films, 0 to 1. */
  set volume(volume) {
    this.#volume = volume;
    this.#setVolume();
  }

  #setVolume() {
    if (this.#film) this.#film.volume = this.#volume * (this.#ducked ? DUCKED : 0.6);
  }

  #next() {
    clearTimeout(this.#timer);
    if (this.#rests) return;
    this.#film?.pause();
    this.#film = null;
    this.#at = (this.#at + 1) % this.#items.length;
    const item = this.#items[this.#at];
    if (item.kind === "video") this.#showFilm(item);
    else this.#showPicture(item);
  }

  #showPicture(item) {
    const picture = el("img.slide", { alt: "", src: item.url });
    this.#slide = picture;
    // What comes when its time is over is overlooked.
    picture.addEventListener("load", () => this.#slide === picture && this.#show(picture));
    picture.addEventListener("error", () => this.#slide === picture && this.#failed());
    this.#after(this.#pictureMs);
  }

  #showFilm(item) {
    const film = el("video.slide", { src: item.url, playsInline: true, preload: "auto" });
    this.#film = this.#slide = film;
    this.#setVolume();
    film.addEventListener("loadeddata", () => this.#film === film && this.#show(film));
    film.addEventListener("timeupdate", () => this.#film === film && this.#after(STALLED_MS));
    film.addEventListener("ended", () => this.#film === film && this.#next());
    film.addEventListener("error", () => this.#film === film && this.#failed());
    this.#after(STALLED_MS);
    film.play().catch(() => {
      if (this.#film !== film) return; // its time was over before it began
      // A page that may not make sound yet still may show the film.
      film.muted = true;
      film.play().catch(() => {});
    });
  }

  #show(slide) {
    this.#failures = 0;
    delete this.#box.dataset.empty;
    this.#box.replaceChildren(slide);
  }

  #failed() {
    this.#failures += 1;
    if (this.#failures < this.#items.length) this.#next();
    else this.#after(RETRY_MS);
  }

  #after(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#next(), ms);
  }
}
