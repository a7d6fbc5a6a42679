// The line between this browser and the media worker: one offer, fixed places, and back by itself after an outage.
//
// Sent: sound, camera, screen. Received: five pairs of sound and picture; who is in which pair is told by the page.
// Events: "state" (detail: "connecting" | "good" | "away"), "quality" (detail: "good" | "fair" | "poor"), "views",
// "thin" (detail: whether the way up has room for sound alone, and the camera rests).

export const VIEWS = 5
const SENT = ["microphone", "camera", "screen"]
const LOOK = 500
const SILENCE = 1_500
// Where a browser counts what came: not all of them count for the whole transport.
const HEARD = ["transport", "candidate-pair", "inbound-rtp"]
const REST = 1_000
// From so many people on everybody is sent the layer of a picture that fits; with fewer the whole one is enough.
const CROWD = 4
const WHOLE = "f"
// Bits a second; less than the worker ever holds a sender to.
const THIN = 80_000
const THIN_FOR = 3_000
const THIN_PAUSE = 10_000
const LAYERS = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 100_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 350_000 },
  { rid: WHOLE, scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
]

export const isPossible = () => "RTCPeerConnection" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia)

export class Line extends EventTarget {
  #connect
  #tracks = { microphone: null, camera: null, screen: null }
  #connection
  #worker
  #timer
  #heard = { packets: 0, at: 0 }
  #relays
  #seal
  #isBusy = false
  #isClosed = false
  #before = {}
  #isCrowd = false
  #isThin = false
  #thinSince = 0
  #thinUntil = 0

  // connect(offer) gives { answer, slots, worker, fresh } of our server; relays() gives those that hold now; `seal`,
  // where there is one, seals all that leaves and opens what comes (`video/seal`).
  constructor({ connect, relays, seal }) {
    super()
    this.#connect = connect
    this.#relays = relays
    this.#seal = seal
  }

  // The streams of the five places, for the tiles.
  streams = []

  async open(tracks) {
    Object.assign(this.#tracks, tracks)
    this.#say("state", "connecting")
    await this.#again(true)
    this.#timer = setInterval(() => this.#look(), LOOK)
  }

  // The worker of the room is gone: everything is built anew at another.
  async anew() {
    if (this.#isBusy || this.#isClosed) return
    this.#say("state", "away")
    await this.#again(true)
  }

  // All that the browser knows of this connection now.
  async report() {
    return [...((await this.#connection?.getStats()) ?? new Map()).values()]
  }

  close() {
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#connection?.close()
  }

  // Another camera, a shared screen, or nothing: the same place goes on without a new offer.
  async use(name, track) {
    this.#tracks[name] = track
    await this.#transceiver(name)?.sender.replaceTrack(track)
  }

  // How many people there are; turns the smaller layers on and off, without a new offer.
  async people(count) {
    if (this.#isCrowd === count >= CROWD) return
    this.#isCrowd = count >= CROWD
    await this.#shape()
  }

  get #layers() {
    return LAYERS.map((each) => ({ ...each, active: this.#isActive(each) }))
  }

  #isActive({ rid }) {
    return !this.#isThin && (this.#isCrowd || !rid || rid === WHOLE)
  }

  async #shape() {
    const sender = this.#transceiver("camera")?.sender
    const parameters = sender?.getParameters()
    if (!parameters?.encodings?.length) return
    for (const each of parameters.encodings) each.active = this.#isActive(each)
    await sender.setParameters(parameters).catch(() => {})
  }

  // Sound first: a way up that is too thin for both gets no pictures for a while, and is tried again.
  #spare({ availableOutgoingBitrate: bits }) {
    const now = performance.now()
    if (this.#isThin ? now < this.#thinUntil : bits === undefined || bits >= THIN) {
      this.#thinSince = now
      return
    }
    if (!this.#isThin && now - this.#thinSince < THIN_FOR) return
    this.#isThin = !this.#isThin
    this.#thinSince = now
    this.#thinUntil = now + THIN_PAUSE
    this.#say("thin", this.#isThin)
    this.#shape()
  }

  #transceiver(name) {
    return this.#connection?.getTransceivers()[SENT.indexOf(name)]
  }

  #build() {
    this.#connection?.close()
    this.#isThin = false
    this.#thinSince = performance.now()
    this.#say("thin", false)
    const connection = (this.#connection = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: this.#relays() }))
    for (const name of SENT) {
      const kind = name === "microphone" ? "audio" : "video"
      const layers = name === "camera" ? { sendEncodings: this.#layers } : {}
      const place = connection.addTransceiver(this.#tracks[name] ?? kind, { direction: "sendonly", ...layers })
      this.#seal?.send(place, kind)
    }
    this.streams = Array.from({ length: VIEWS }, () => {
      const pair = ["audio", "video"].map((kind) => connection.addTransceiver(kind, { direction: "recvonly" }))
      pair.forEach((place, number) => this.#seal?.receive(place, number ? "video" : "audio"))
      return new MediaStream(pair.map(({ receiver }) => receiver.track))
    })
    if (this.#seal) connection.getTransceivers().forEach(withoutRepeats)
    this.#heard = { packets: 0, at: performance.now() }
    this.dispatchEvent(new CustomEvent("streams"))
  }

  // One offer and its answer. `isNew` builds everything; else it is an ICE restart of what there is.
  async #offer(isNew) {
    if (isNew) this.#build()
    const connection = this.#connection
    await connection.setLocalDescription(await connection.createOffer({ iceRestart: !isNew }))
    const joined = await this.#connect(connection.localDescription.sdp)
    const isOther = joined.worker !== this.#worker || joined.fresh
    this.#worker = joined.worker
    // The keys of a restart are those of before; another worker, or one that forgot us, has others.
    if (!isNew && isOther) return this.#offer(true)
    await connection.setRemoteDescription({ type: "answer", sdp: joined.answer })
    // An answer turns all layers on.
    await this.#shape()
    this.#say("views", joined.slots)
  }

  async #again(isNew) {
    this.#isBusy = true
    let mustBuild = isNew
    for (;;) {
      if (this.#isClosed) return
      try {
        await this.#offer(mustBuild)
        break
      } catch (error) {
        if (error.isFinal) {
          this.close()
          this.#say("ended")
          return
        }
        this.#say("state", "away")
        await new Promise((done) => setTimeout(done, REST))
        // A restart that got no answer is taken back, so that it can be offered again.
        if (!mustBuild) await this.#connection.setLocalDescription({ type: "rollback" }).catch(() => (mustBuild = true))
      }
    }
    this.#heard.at = performance.now()
    this.#isBusy = false
  }

  // While anything flows, packets come: reports at least ten times a second.
  async #look() {
    if (this.#isBusy || this.#isClosed) return
    const all = await this.report()
    const packets = all.filter(({ type }) => HEARD.includes(type)).reduce((sum, each) => sum + (each.packetsReceived ?? each.bytesReceived ?? 0), 0)
    const now = performance.now()
    if (packets !== this.#heard.packets) {
      this.#heard = { packets, at: now }
      this.#say("state", "good")
      this.#judge(all)
    } else if (now - this.#heard.at > SILENCE) {
      this.#say("state", "away")
      await this.#again(false)
    }
  }

  #judge(all) {
    const incoming = all.filter(({ type }) => type === "inbound-rtp")
    const sum = (name) => incoming.reduce((total, each) => total + (each[name] ?? 0), 0)
    const pair = all.find(({ type, nominated, state }) => type === "candidate-pair" && (nominated || state === "succeeded"))
    if (pair) this.#spare(pair)
    const now = { lost: sum("packetsLost"), received: sum("packetsReceived") }
    const lost = Math.max(0, now.lost - (this.#before.lost ?? 0))
    const received = Math.max(1, now.received - (this.#before.received ?? 0))
    this.#before = now
    const loss = lost / (lost + received)
    const delay = pair?.currentRoundTripTime ?? 0
    this.#say("quality", loss > 0.08 || delay > 0.5 ? "poor" : loss > 0.02 || delay > 0.25 ? "fair" : "good")
  }

  #told = {}
  #say(name, detail) {
    if (name !== "views" && this.#told[name] === detail && detail !== undefined) return
    this.#told[name] = detail
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}

// Sealed sound that carries what was said before along (RED) cannot be taken apart for who reads none.
function withoutRepeats(place) {
  if (place.receiver.track.kind !== "audio") return
  const { codecs } = RTCRtpReceiver.getCapabilities("audio")
  place.setCodecPreferences?.(codecs.filter(({ mimeType }) => mimeType.toLowerCase() !== "audio/red"))
}
