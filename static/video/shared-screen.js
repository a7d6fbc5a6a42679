// The screen that others see, from a press until the next one, or until the browser's own button ends it.

export class SharedScreen {
  #show
  #track

  // `show` is told which track the others get, or null.
  constructor(show) {
    this.#show = show
  }

  get #isOn() {
    return this.#track?.readyState === "live"
  }

  async press() {
    if (this.#isOn) this.#track.stop()
    else this.#track = await this.#ask()
    await this.#show(this.#isOn ? this.#track : null)
  }

  stop() {
    this.#track?.stop()
  }

  async #ask() {
    const shared = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 10 } }).catch(() => undefined)
    const track = shared?.getVideoTracks()[0]
    track?.addEventListener("ended", () => this.#show(null))
    return track
  }
}
