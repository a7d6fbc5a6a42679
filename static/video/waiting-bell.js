// <waiting-bell>: a sound when the number of people who wait goes up; by choice, kept in this browser.

const KEY = "video-bell"

class WaitingBell extends HTMLElement {
  #closed
  #watcher
  #count = this.#waiting
  #context

  connectedCallback() {
    this.#closed = new AbortController()
    const choice = this.querySelector("[data-sound]")
    choice.checked = localStorage.getItem(KEY) === "on"
    choice.addEventListener(
      "change",
      () => {
        localStorage.setItem(KEY, choice.checked ? "on" : "off")
        if (choice.checked) this.#ring()
      },
      { signal: this.#closed.signal },
    )
    this.#watcher = new MutationObserver(() => this.#look(choice.checked))
    this.#watcher.observe(document.querySelector("live-page"), { childList: true, subtree: true })
  }

  disconnectedCallback() {
    this.#closed.abort()
    this.#watcher.disconnect()
  }

  get #waiting() {
    return Number(document.querySelector("#video-board")?.dataset.count ?? 0)
  }

  #look(isOn) {
    const now = this.#waiting
    if (isOn && now > this.#count) this.#ring()
    this.#count = now
  }

  #ring() {
    this.#context ??= new AudioContext()
    this.#context.resume()
    const oscillator = new OscillatorNode(this.#context, { frequency: 660 })
    const volume = new GainNode(this.#context, { gain: 0.15 })
    oscillator.connect(volume).connect(this.#context.destination)
    oscillator.start()
    oscillator.stop(this.#context.currentTime + 0.4)
  }
}

customElements.define("waiting-bell", WaitingBell)
