// The line to the media worker, tried alone: five seconds of measuring, and one's own sound and picture back.
//
// Nobody else is in that room. What was seen goes to our server, which judges it and tells the team.

import { Line } from "video/line"

const MEASURED = 5_000
const PATIENCE = 8_000

// Event: "streams", when what comes back has a place.
export class LineTest extends EventTarget {
  #address
  #kind
  #headers
  #line
  #isRefused = false

  // kind is "line" (back at once, to measure) or "echo" (back after two seconds, to see and hear oneself).
  constructor({ address, kind, headers, relays }) {
    super()
    this.#address = address
    this.#kind = kind
    this.#headers = headers
    this.#line = new Line({ connect: (offer) => this.#connect(offer), relays: () => relays })
    this.#line.addEventListener("streams", () => this.dispatchEvent(new CustomEvent("streams")))
  }

  // What comes back, two seconds later.
  get back() {
    return this.#line.streams[0]
  }

  // Gives "good", "fair" or "poor"; nothing when there was nobody to try it with.
  async run(stream) {
    const isThere = this.#isThere()
    const [microphone] = stream?.getAudioTracks() ?? []
    const [camera] = stream?.getVideoTracks() ?? []
    this.#line.open({ microphone: microphone ?? null, camera: camera ?? null })
    const isConnected = await isThere
    if (this.#isRefused) return
    if (isConnected) await after(MEASURED)
    const { line } = await this.#post({ seen: isConnected ? await this.#seen() : { connected: false } })
    return line
  }

  close() {
    this.#line.close()
  }

  #isThere() {
    return new Promise((done) => {
      this.#line.addEventListener("state", ({ detail }) => detail === "good" && done(true))
      this.#line.addEventListener("ended", () => {
        this.#isRefused = true
        done(false)
      })
      after(PATIENCE).then(() => done(false))
    })
  }

  async #connect(offer) {
    try {
      return await this.#post({ offer })
    } catch {
      throw Object.assign(new Error("not tested"), { isFinal: true })
    }
  }

  async #post(told) {
    const headers = { ...this.#headers(), "Content-Type": "application/json" }
    const response = await fetch(this.#address, { method: "POST", headers, body: JSON.stringify({ kind: this.#kind, ...told }), redirect: "manual" })
    if (!response.ok) throw new Error("refused")
    return response.json()
  }

  async #seen() {
    const all = await this.#line.report()
    const of = (kind) => all.filter(({ type }) => type === kind)
    const most = (list, name) => Math.max(0, ...list.map((each) => each[name] ?? 0))
    const coming = of("inbound-rtp")
    const sum = (name) => coming.reduce((total, each) => total + (each[name] ?? 0), 0)
    const lost = Math.max(0, sum("packetsLost"))
    const pair = of("candidate-pair").find(({ nominated, state }) => nominated || state === "succeeded")
    return {
      connected: true,
      loss: Math.max(lost / Math.max(1, lost + sum("packetsReceived")), most(of("remote-inbound-rtp"), "fractionLost")),
      delay: 1_000 * Math.max(pair?.currentRoundTripTime ?? 0, most(of("remote-inbound-rtp"), "roundTripTime")),
      jitter: 1_000 * Math.max(most(coming, "jitter"), most(of("remote-inbound-rtp"), "jitter")),
      bits: pair?.availableOutgoingBitrate ?? 0,
    }
  }
}

const after = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
