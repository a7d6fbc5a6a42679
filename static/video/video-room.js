// <video-room>: the page of a video visit. Our server says how it stands; this follows it, and makes the call.

import { fragmentOf } from "app/trusted"
import { watch } from "realtime/socket"
import { current, named, nextCamera, open } from "video/devices"
import { isPossible, Line } from "video/line"
import { RoomWords } from "video/room-words"
import { Seal } from "video/seal"
import { showSealing } from "video/sealing"
import { SharedScreen } from "video/shared-screen"
import { Tiles } from "video/tiles"

// A sign of life for the waiting room; a guest has no socket and asks more often.
const SIGN = 10_000
const SIGN_OF_GUEST = 2_000

class VideoRoom extends HTMLElement {
  #closed
  #line
  #seal
  #tiles
  #views = []
  #peers = new Map()
  #refreshing = Promise.resolve()
  #screen = new SharedScreen((track) => this.#showScreen(track))
  #wakeLock
  #words = new RoomWords(this)

  connectedCallback() {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    this.#tiles = new Tiles(this.querySelector("[data-tiles]"), this.querySelector("template[data-tile]"))
    const { visit, organisation } = this.dataset
    const isGuest = "guest" in this.dataset
    if (!isGuest) watch({ visit, organisation }, (frame) => this.#hear(frame), { signal })
    this.#clock = setInterval(() => this.refresh(), isGuest ? SIGN_OF_GUEST : SIGN)
    this.#seconds = setInterval(() => this.#words.tick(), 1_000)
    this.addEventListener("room:refusal", ({ detail }) => this.#words.refuse(detail), { signal })
    this.addEventListener("click", ({ target }) => this.#press(target.closest("[data-control]")?.dataset.control), { signal })
    this.addEventListener("submit", (event) => this.#submit(event), { signal })
    addEventListener("online", () => this.refresh(), { signal })
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh(), { signal })
    this.refresh()
  }

  disconnectedCallback() {
    this.#stop()
  }

  #stop() {
    this.#closed.abort()
    clearInterval(this.#clock)
    clearInterval(this.#seconds)
    this.#hangUp()
  }

  #clock
  #seconds

  get #phase() {
    return this.querySelector("#visit-state").dataset.phase
  }

  #hear(frame) {
    if (frame.views) this.#take(frame)
    if (frame.lost) this.#line?.anew()
    if (frame.changed !== false) this.refresh()
  }

  // Without a socket it is read again and again: that the worker is gone is acted upon once.
  #takeAsGuest(views) {
    if (views.lost && !this.#isLost) this.#line?.anew()
    this.#isLost = Boolean(views.lost)
    if (!views.lost) this.#take(views)
  }

  #isLost = false

  #take({ views, peers }) {
    const seat = this.querySelector("#visit-state").dataset.seat
    this.#views = views[seat] ?? this.#views
    this.#peers = new Map((peers ?? []).map((each) => [each.peer, each]))
    this.#line?.people(this.#peers.size)
    this.#words.showThin({ down: Boolean(this.#peers.get(seat)?.thin) })
    this.#draw()
  }

  // Says that one is there and draws how it stands.
  refresh() {
    return this.#inTurn(() => this.#refresh())
  }

  // One at a time: of two that draw at once the older one could be drawn last.
  #inTurn(draw) {
    this.#refreshing = this.#refreshing.then(draw).catch(() => {})
    return this.#refreshing
  }

  async #refresh(body) {
    const response = await fetch(this.dataset.here, { method: "POST", headers: this.#headers, body, redirect: "manual" })
    if (response.ok) await this.#show(await fragmentOf(response))
    // Signed out, or a link that was taken back: the page that says so is our server's.
    else if (response.type === "opaqueredirect") location.reload()
    else if (response.status === 404) this.#shutOut()
  }

  // Access ended while the page was open.
  #shutOut() {
    this.#stop()
    const state = this.querySelector("#visit-state")
    const words = document.createElement("p")
    words.className = "strong"
    words.textContent = this.#words.sentence("Gone")
    state.querySelector("#visit-words").replaceChildren(words)
    state.querySelector("#visit-people").replaceChildren()
    this.dataset.phase = state.dataset.phase = "gone"
  }

  get #headers() {
    return { "X-CSRFToken": this.querySelector("[name=csrfmiddlewaretoken]").value }
  }

  async #show(fragment) {
    const state = fragment.querySelector("#visit-state")
    if (!state) return
    const known = this.querySelector("#visit-state")
    const views = JSON.parse(state.dataset.views || "null")
    for (const id of ["visit-words", "visit-people", "visit-written", "visit-team"]) replace(known.querySelector(`#${id}`), state.querySelector(`#${id}`))
    Object.assign(known.dataset, state.dataset)
    this.dataset.phase = state.dataset.phase
    if (views && "guest" in this.dataset) this.#takeAsGuest(views)
    if (state.dataset.since) this.querySelector(".room__clock").dataset.since = state.dataset.since
    // Nothing follows any more.
    if (state.dataset.phase === "over") clearInterval(this.#clock)
    this.querySelector("room-writing").show?.(known.querySelector("#visit-written"))
    await this.#follow()
    this.#draw()
  }

  async #follow() {
    const isIn = this.#phase === "in"
    if (isIn && !this.#line) await this.#call()
    if (!isIn && this.#line) this.#hangUp()
    const people = [...this.querySelectorAll("#visit-people [data-seat]")]
    this.#seal?.follow(
      this.querySelector("#visit-state").dataset.seat,
      people.map(({ dataset }) => ({ seat: dataset.seat, key: dataset.publicKey, box: dataset.box })),
    )
  }

  // Where the visit is sealed from end to end: keys first, and then what they are for.
  #newSeal() {
    showSealing(this, { mode: this.querySelector("#visit-state").dataset.sealed ? "busy" : "off" })
    if (!this.querySelector("#visit-state").dataset.sealed) return
    const { visit, sealer, keys } = this.dataset
    const leave = (told) => fetch(keys, { method: "POST", headers: { ...this.#headers, "Content-Type": "application/json" }, body: JSON.stringify(told) })
    const seal = new Seal({ visit, worker: sealer, leave })
    seal.addEventListener("state", ({ detail }) => showSealing(this, detail))
    return seal
  }

  async #call() {
    if (!isPossible()) return this.#words.refuse("NoWebRTC")
    this.#seal = this.#newSeal()
    const line = (this.#line = new Line({
      connect: (offer) => this.#connect(offer),
      relays: () => JSON.parse(this.querySelector("#visit-state").dataset.relays || "[]"),
      seal: this.#seal,
    }))
    line.addEventListener("state", ({ detail }) => this.#words.showState(detail))
    line.addEventListener("quality", ({ detail }) => this.#words.showQuality(detail))
    line.addEventListener("thin", ({ detail }) => this.#words.showThin({ up: detail }))
    line.addEventListener("streams", () => this.#draw())
    line.addEventListener("views", ({ detail }) => {
      this.#views = detail ?? []
      this.#draw()
    })
    line.addEventListener("ended", () => this.refresh())
    this.querySelector("device-check").end()
    const stream = current() ?? (await this.#openDevices())
    const [microphone] = stream?.getAudioTracks() ?? []
    const [camera] = stream?.getVideoTracks() ?? []
    this.#ready(Boolean(microphone), Boolean(camera))
    this.querySelector(".room__title").focus()
    await this.#seal?.begin()
    await line.open({ microphone: microphone ?? null, camera: camera ?? null })
    this.#wakeLock = await navigator.wakeLock?.request("screen").catch(() => undefined)
  }

  async #openDevices() {
    try {
      const { stream, lacks } = await open()
      this.#words.refuse(lacks)
      return stream
    } catch (error) {
      // One may listen and watch without a camera or microphone of one's own.
      this.#words.refuse(error.name)
    }
  }

  #ready(hasMicrophone, hasCamera) {
    this.#control("microphone").disabled = !hasMicrophone
    this.#control("camera").disabled = !hasCamera
    named("videoinput").then((cameras) => (this.#control("switch").hidden = cameras.length < 2))
    this.#control("screen").hidden = !navigator.mediaDevices.getDisplayMedia
    this.#control("picture").hidden = !document.pictureInPictureEnabled
  }

  async #connect(offer) {
    const body = JSON.stringify({ offer })
    const headers = { ...this.#headers, "Content-Type": "application/json" }
    const response = await fetch(this.dataset.connect, { method: "POST", headers, body, redirect: "manual" })
    const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json")
    const answer = isAnswer ? await response.json() : {}
    if (response.ok && isAnswer) return answer
    if (answer.sentence) this.#words.say(answer.sentence)
    throw Object.assign(new Error("not connected"), { isFinal: response.status >= 400 && response.status < 500 })
  }

  #hangUp() {
    this.#line?.close()
    this.#line = undefined
    this.#seal?.close()
    this.#seal = undefined
    this.#screen.stop()
    this.#wakeLock?.release().catch(() => {})
    this.#words.showThin({ up: false, down: false })
    for (const track of current()?.getTracks() ?? []) track.stop()
    this.#tiles.draw([])
  }

  #draw() {
    if (!this.#line) return
    const people = new Map([...this.querySelectorAll("#visit-people [data-seat]")].map((each) => [each.dataset.seat, each]))
    const others = this.#views.flatMap((view, place) => {
      const person = view && people.get(view.peer)
      if (!person) return []
      const name = person.textContent
      const { sending = { camera: true, audio: true }, line, thin } = this.#peers.get(view.peer) ?? {}
      const isScreen = view.shows === "screen"
      const label = isScreen ? `${name} · ${this.#words.sentence("Screen")}` : name
      return [{ key: `${view.peer}-${view.shows}`, name: label, stream: this.#line.streams[place], isScreen, isMuted: !isScreen && !sending.audio, hasPicture: isScreen || sending.camera, line, isThin: thin, isInterpreter: !isScreen && "interpreter" in person.dataset }]
    })
    const stream = current()
    const camera = stream?.getVideoTracks()[0]
    const own = { key: "self", name: this.#words.sentence("Self"), stream, isSelf: true, hasPicture: camera?.enabled, isMuted: !stream?.getAudioTracks()[0]?.enabled }
    this.#tiles.draw([...others, own])
  }

  #control(name) {
    return this.querySelector(`[data-control=${name}]`)
  }

  async #press(name) {
    if (name === "microphone") this.#toggle(name, current()?.getAudioTracks()[0])
    if (name === "camera") this.#toggle(name, current()?.getVideoTracks()[0])
    if (name === "switch") await this.#line?.use("camera", (await nextCamera()) ?? null)
    if (name === "screen") await this.#screen.press()
    if (name === "anew") location.reload()
    if (name === "picture") await this.#tiles.mainVideo?.requestPictureInPicture().catch(() => {})
    this.#draw()
  }

  // Off means that nothing leaves: the place gets no track until it is on again.
  #toggle(name, track) {
    if (!track) return
    track.enabled = !track.enabled
    this.#control(name).setAttribute("aria-pressed", String(track.enabled))
    this.#line?.use(name, track.enabled ? track : null)
  }

  async #showScreen(track) {
    await this.#line?.use("screen", track)
    this.#control("screen").setAttribute("aria-pressed", String(Boolean(track)))
  }

  // A press about somebody else draws the state again; the call goes on.
  async #submit(event) {
    const form = event.target
    if (!form.matches("[data-quiet]")) return
    event.preventDefault()
    const body = new URLSearchParams(new FormData(form))
    body.set("terug", "stand")
    const address = event.submitter?.getAttribute("formaction") ?? form.action
    const answer = fetch(address, { method: "POST", headers: this.#headers, body }).catch(() => undefined)
    await this.#inTurn(async () => {
      const response = await answer
      if (response?.ok) await this.#show(await fragmentOf(response))
      else await this.#refresh()
    })
  }
}

function replace(known, part) {
  if (known && part && !known.isEqualNode(part)) known.replaceWith(part)
}

customElements.define("video-room", VideoRoom)
