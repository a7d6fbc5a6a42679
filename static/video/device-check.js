// <device-check>: shows one's own picture, moves a bar with the voice, plays a tone, and says what does not work.
// It leaves what it found in the form that goes on (`camera`, `microfoon`), so that the team sees it.

import { current, named, open, stop } from "video/devices"
import { isPossible } from "video/line"

const TONE = [440, 660]

class DeviceCheck extends HTMLElement {
  #closed
  #context
  #frame

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#part("[data-start]").addEventListener("click", () => this.begin(), { signal })
    this.#part("[data-tone]").addEventListener("click", () => this.#play(), { signal })
    for (const [name, wish] of [["[data-cameras]", "camera"], ["[data-microphones]", "microphone"]])
      this.#part(name).addEventListener("change", ({ target }) => this.begin({ [wish]: target.value }), { signal })
    if (!isPossible()) this.#refuse("NoWebRTC")
    else this.#beginIfAllowed()
  }

  disconnectedCallback() {
    this.#closed.abort()
    cancelAnimationFrame(this.#frame)
    this.#context?.close()
  }

  #part(selector) {
    return this.querySelector(selector)
  }

  // Who allowed it before needs no press; nobody is asked before they know why.
  async #beginIfAllowed() {
    const states = await Promise.all(["camera", "microphone"].map((name) => navigator.permissions?.query({ name }).catch(() => null)))
    if (states.every((each) => each?.state === "granted") && !this.closest("[data-phase=in]")) this.begin()
  }

  async begin(wishes) {
    try {
      const { stream, lacks } = await open(wishes)
      this.#show(stream, lacks)
    } catch (error) {
      this.#tell({ camera: "nee", microfoon: "nee" })
      this.#refuse(error.name)
    }
  }

  async #show(stream, lacks) {
    this.#part("video").srcObject = stream
    const hasCamera = stream.getVideoTracks().length > 0
    const hasMicrophone = stream.getAudioTracks().length > 0
    this.#tell({ camera: hasCamera ? "ja" : "nee", microfoon: hasMicrophone ? "ja" : "nee" })
    const result = this.#part("[data-result]")
    result.textContent = hasMicrophone ? (hasCamera ? result.dataset.good : result.dataset.sound) : ""
    this.#refuse(lacks || (hasCamera ? (hasMicrophone ? "" : "NoMicrophone") : "NoCamera"))
    this.#part("[data-start]").hidden = true
    await this.#list("videoinput", "[data-cameras]", stream.getVideoTracks()[0])
    await this.#list("audioinput", "[data-microphones]", stream.getAudioTracks()[0])
    if (hasMicrophone) this.#measure(stream)
  }

  #tell(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.closest("video-room")?.querySelector(`[data-come] [name=${name}]`)
      if (field) field.value = value
    }
  }

  #refuse(name) {
    this.dispatchEvent(new CustomEvent("room:refusal", { bubbles: true, detail: name }))
  }

  async #list(kind, selector, track) {
    const options = (await named(kind)).map(({ deviceId, label }) => new Option(label, deviceId, false, deviceId === track?.getSettings().deviceId))
    this.#part(selector).replaceChildren(...options)
  }

  #measure(stream) {
    cancelAnimationFrame(this.#frame)
    this.#context ??= new AudioContext()
    this.#context.resume()
    const analyser = this.#context.createAnalyser()
    this.#context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    const level = this.#part("[data-level]")
    const draw = () => {
      if (current() !== stream) return
      analyser.getFloatTimeDomainData(samples)
      const loud = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length)
      level.value = Math.min(100, Math.round(loud * 400))
      this.#frame = requestAnimationFrame(draw)
    }
    draw()
  }

  #play() {
    this.#context ??= new AudioContext()
    this.#context.resume()
    TONE.forEach((pitch, place) => {
      const oscillator = new OscillatorNode(this.#context, { frequency: pitch })
      const volume = new GainNode(this.#context, { gain: 0.2 })
      const at = this.#context.currentTime + place * 0.35
      oscillator.connect(volume).connect(this.#context.destination)
      oscillator.start(at)
      oscillator.stop(at + 0.3)
    })
  }

  stop() {
    cancelAnimationFrame(this.#frame)
    this.#part("video").srcObject = null
    stop()
  }
}

customElements.define("device-check", DeviceCheck)
