// <device-check>: shows one's own picture, moves a bar with the voice, plays a tone, tries the line, makes a test
// call, and says what does not work. It leaves what it found in the form that goes on (`camera`, `microfoon`,
// `verbinding`), so that the team sees it.

import { current, named, open } from "video/devices"
import { isPossible } from "video/line"
import { LineTest } from "video/line-test"

const TONE = [440, 660]

class DeviceCheck extends HTMLElement {
  #closed
  #context
  #frame
  #test
  #isCalling = false

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#part("[data-start]").addEventListener("click", () => this.begin(), { signal })
    this.#part("[data-tone]").addEventListener("click", () => this.#play(), { signal })
    this.#part("[data-test-line]").addEventListener("click", () => this.#testLine(), { signal })
    this.#part("[data-test-call]").addEventListener("click", () => this.#testCall(!this.#isCalling), { signal })
    for (const [name, wish] of [["[data-cameras]", "camera"], ["[data-microphones]", "microphone"]])
      this.#part(name).addEventListener("change", ({ target }) => this.begin({ [wish]: target.value }), { signal })
    if (!isPossible()) this.#refuse("NoWebRTC")
    else this.#beginIfAllowed()
  }

  disconnectedCallback() {
    this.#closed.abort()
    this.#endTest()
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
    this.#part("[data-own]").srcObject = stream
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
    if (this.#isCalling) await this.#testCall(true)
    else if ("byItself" in this.dataset) await this.#testLine()
  }

  // Five seconds on the way that the call takes later.
  async #testLine() {
    delete this.dataset.byItself
    this.#endTest()
    if (!isPossible()) return this.#refuse("NoWebRTC")
    const test = (this.#test = this.#newTest())
    this.#tellLine("busy")
    const line = await test.run(current()).catch(() => undefined)
    if (this.#test !== test) return
    if (!this.#isCalling) this.#endTest()
    this.#tellLine(line ?? "failed")
    if (line) this.#tell({ verbinding: line })
  }

  // The same line kept open, with what comes back of it shown and heard.
  async #testCall(isOn) {
    this.#endTest()
    this.#showCall(isOn)
    if (!isOn) return this.#tellLine("")
    if (!current()) await open().catch(({ name }) => this.#refuse(name))
    const tested = this.#testLine()
    const back = this.#part("[data-back]")
    back.srcObject = this.#test?.back ?? null
    this.#test?.addEventListener("streams", ({ target }) => (back.srcObject = target.back))
    await tested
    if (this.#isCalling) this.#tellLine("echo")
  }

  #newTest() {
    const room = this.closest("video-room, [data-test]")
    const headers = () => ({ "X-CSRFToken": room.querySelector("[name=csrfmiddlewaretoken]").value })
    return new LineTest({ kind: this.#isCalling ? "echo" : "line", address: this.dataset.line, headers, relays: JSON.parse(this.dataset.relays || "[]") })
  }

  #showCall(isOn) {
    this.#isCalling = isOn
    const button = this.#part("[data-test-call]")
    button.setAttribute("aria-pressed", String(isOn))
    button.textContent = isOn ? button.dataset.on : button.dataset.off
    this.#part("[data-back]").hidden = !isOn
  }

  #tellLine(name) {
    const place = this.#part("[data-line-result]")
    place.textContent = place.dataset[name] ?? ""
    if (name !== "echo" && name !== "busy") this.#part("[data-poor-notice]").hidden = name !== "poor"
  }

  #endTest() {
    this.#test?.close()
    this.#test = undefined
    this.#part("[data-back]").srcObject = null
  }

  // The call begins: nothing is tried any more.
  end() {
    this.#endTest()
    this.#showCall(false)
  }

  #tell(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.closest("video-room")?.querySelector(`[data-come] [name=${name}]`)
      if (field) field.value = value
    }
  }

  // A room shows it beside what else it has to say; on a page of its own this does.
  #refuse(name) {
    this.dispatchEvent(new CustomEvent("room:refusal", { bubbles: true, detail: name }))
    const page = this.closest("[data-test]")
    if (!page) return
    const words = page.querySelector("template[data-sentences]").content
    const found = name && (words.querySelector(`[data-name="${name}"]`) ?? words.querySelector('[data-name="NotFoundError"]'))
    const place = page.querySelector("[data-refusal]")
    place.textContent = found ? found.textContent : ""
    place.hidden = !found
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
}

customElements.define("device-check", DeviceCheck)
