import { remember, remembered } from "./device.js";

/**
 * The bell of the kitchen. Browsers let a page sound only after somebody has touched it; until then `blocked` is true
 * and the next touch or key frees it.
 */
export class Bell {
  /** @param {() => void} onChange when it was switched or freed */
  constructor(onChange) {
    this.onChange = onChange;
    this.on = remembered("sound", "on") === "on";
    this.context = null;
    this.free = () => this.unlock();
    addEventListener("pointerdown", this.free);
    addEventListener("keydown", this.free);
    // A page that was touched before (signing in is enough) may sound at once.
    if (navigator.userActivation?.hasBeenActive) this.unlock();
  }

  get blocked() {
    return this.on && this.context?.state !== "running";
  }

  async unlock() {
    if (!this.on || this.context?.state === "running") return;
    this.context ??= new AudioContext();
    await this.context.resume();
    this.onChange();
  }

  toggle() {
    this.on = !this.on;
    remember("sound", this.on ? "on" : "off");
    if (this.on) this.unlock().then(() => this.ring());
    this.onChange();
  }

  /** Rings twice, high then low; a lower, longer tone for what was taken back. */
  ring({ low = false } = {}) {
    if (!this.on || this.context?.state !== "running") return;
    const tones = low
      ? [[330, 0, 0.5]]
      : [
          [880, 0, 0.35],
          [660, 0.18, 0.5],
        ];
    for (const [pitch, after, length] of tones) {
      const start = this.context.currentTime + after;
      const tone = this.context.createOscillator();
      const volume = this.context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.4, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
      tone.connect(volume).connect(this.context.destination);
      tone.start(start);
      tone.stop(start + length);
    }
  }

  close() {
    removeEventListener("pointerdown", this.free);
    removeEventListener("keydown", this.free);
    this.context?.close();
  }
}
