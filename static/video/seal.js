// Keys of a call that is sealed from end to end: agreed between the browsers, by way of our server, which opens none.
//
// Each page has a key pair of its own (ECDH) and a key it seals with; that one goes to each other page in a box which
// only that page can open. Whoever leaves, after that all seal with new keys. The public keys of all together give
// numbers that people read to each other: they differ when somebody in between exchanged a key.
// Event: "state", detail { mode: "busy" | "on" | "alone" | "cannot" | "broken", numbers, seats }.

import { newWorker } from "app/trusted"

export const CANNOT = "-"
// Everybody has asked for the boxes by then, also who has no socket.
const KNOWN_AFTER = 3_000
// A page that is loaded anew has left its new boxes by then; who has none that opens has keys that do not fit.
const FITTING_WITHIN = 20_000
// So slow that nobody finds other keys with the same numbers while a call begins.
const ROUNDS = 400_000

export const canSeal = () => "RTCRtpScriptTransform" in globalThis && Boolean(globalThis.crypto?.subtle)

export class Seal extends EventTarget {
  #visit
  #leave
  #worker
  #pair
  #own
  #publicKey = CANNOT
  #boxes = {}
  #opened = new Map()
  #closedFor = new Map()
  #lackedSince = new Map()
  #following
  #before = ""
  #isLeft = false
  #isClosed = false
  #counted = { of: "", numbers: "" }

  // leave({ key, boxes }) gives them to our server.
  constructor({ visit, worker, leave }) {
    super()
    this.#visit = visit
    this.#leave = leave
    if (canSeal()) this.#worker = newWorker(worker)
  }

  begin() {
    this.#following = this.#begin()
    return this.#following
  }

  async #begin() {
    if (this.#worker) {
      this.#pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"])
      this.#publicKey = text(await crypto.subtle.exportKey("raw", this.#pair.publicKey))
      this.#renew(0)
    }
    await this.#publish()
  }

  close() {
    this.#isClosed = true
    this.#worker?.terminate()
  }

  send({ sender }, kind) {
    this.#through(sender, { side: "send", kind })
  }

  receive({ receiver }, kind) {
    this.#through(receiver, { side: "receive", kind })
  }

  #through(end, options) {
    if (this.#worker) end.transform = new RTCRtpScriptTransform(this.#worker, options)
  }

  // people: [{ seat, key, box }] of all who are in, oneself (`self`) included. Before its keys are made a page leaves
  // nothing: what has no keys says that it cannot seal.
  follow(self, people) {
    if (!this.#following) return
    this.#following = this.#following.then(() => this.#follow(self, people)).catch(() => {})
    return this.#following
  }

  async #follow(self, people) {
    if (!this.#isLeft) await this.#publish()
    const others = people.filter(({ seat }) => seat !== self)
    const cannot = !this.#worker || others.some(({ key }) => key === CANNOT)
    this.#tell({ do: "plain", isPlain: cannot })
    if (cannot) return this.#say({ mode: "cannot" })
    this.#dropWhoLeft(others)
    const ready = others.filter(({ key }) => key)
    const unfit = new Set()
    // A key of one that is no key leaves the others what they have.
    const each = (act) => Promise.all(ready.map((one) => act(one).catch(() => unfit.add(one.seat))))
    await each((one) => this.#closeFor(self, one))
    // All boxes at once: of two that are on their way the older one may arrive last, and it lacks some.
    if (!this.#isLeft) await this.#publish()
    await each((one) => this.#open(self, one))
    if (!others.length) return this.#say({ mode: "alone" })
    const lacking = this.#lacking(others)
    const seats = lacking.filter((seat) => unfit.has(seat) || Date.now() - this.#lackedSince.get(seat) > FITTING_WITHIN)
    if (seats.length) return this.#say({ mode: "broken", seats })
    this.#say(lacking.length ? { mode: "busy" } : { mode: "on", numbers: await this.#numbers(self, ready) })
  }

  // Whose keys are not here, and since when.
  #lacking(others) {
    const lacking = others.filter(({ seat, key }) => !key || !this.#opened.has(seat)).map(({ seat }) => seat)
    this.#lackedSince = new Map(lacking.map((seat) => [seat, this.#lackedSince.get(seat) ?? Date.now()]))
    return lacking
  }

  // A key that somebody had who is gone is not used any more.
  #dropWhoLeft(others) {
    const now = new Map(others.map(({ seat, key }) => [seat, key]))
    const gone = [...this.#closedFor].filter(([seat, key]) => now.get(seat) !== key)
    for (const [seat] of gone) {
      this.#closedFor.delete(seat)
      this.#opened.delete(seat)
      this.#tell({ do: "forget", seat })
    }
    if (!gone.length) return
    this.#closedFor.clear()
    this.#boxes = {}
    this.#renew(KNOWN_AFTER)
  }

  // A new key to seal with, in use when the others have it.
  #renew(after) {
    const own = (this.#own = { id: crypto.getRandomValues(new Uint32Array(1))[0], key: crypto.getRandomValues(new Uint8Array(32)) })
    setTimeout(() => this.#own === own && this.#tell({ do: "send", ...own }), after)
  }

  async #closeFor(self, { seat, key }) {
    if (this.#closedFor.get(seat) === key) return
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const words = new Uint8Array(36)
    new DataView(words.buffer).setUint32(0, this.#own.id)
    words.set(this.#own.key, 4)
    const closing = await this.#between(key, self, seat)
    const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, closing, words)
    this.#closedFor.set(seat, key)
    this.#boxes[seat] = text(joined(iv, closed))
    this.#isLeft = false
  }

  async #open(self, { seat, key, box }) {
    if (!box || this.#opened.get(seat) === box) return
    const opening = await this.#between(key, seat, self)
    try {
      const closed = bytes(box)
      const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv: closed.slice(0, 12) }, opening, closed.slice(12))
      this.#tell({ do: "open", id: new DataView(words).getUint32(0), key: words.slice(4), seat })
      this.#opened.set(seat, box)
    } catch {
      // A box for the page that was here before; the one for this page follows.
    }
  }

  // The key of a box from one seat to another, which both their pages can make and nobody else.
  async #between(publicKey, from, to) {
    const other = await crypto.subtle.importKey("raw", bytes(publicKey), { name: "ECDH", namedCurve: "P-256" }, false, [])
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, this.#pair.privateKey, 256)
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"])
    const about = new TextEncoder().encode([this.#visit, from, to].join("|"))
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: about }
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
  }

  // The same in every browser of the call, as long as each has the keys that the others really made.
  async #numbers(self, others) {
    const all = [{ seat: self, key: this.#publicKey }, ...others].map(({ seat, key }) => `${seat} ${key}`).sort().join("|")
    if (all === this.#counted.of) return this.#counted.numbers
    const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(all), "PBKDF2", false, ["deriveBits"])
    const how = { name: "PBKDF2", hash: "SHA-256", salt: new TextEncoder().encode(this.#visit), iterations: ROUNDS }
    const found = new DataView(await crypto.subtle.deriveBits(how, base, 96))
    const numbers = [0, 4, 8].map((at) => String(found.getUint32(at) % 10_000).padStart(4, "0")).join(" ")
    this.#counted = { of: all, numbers }
    return numbers
  }

  // What did not arrive is left again with the next look.
  async #publish() {
    if (this.#isClosed) return
    this.#isLeft = false
    const answer = await this.#leave({ key: this.#publicKey, boxes: this.#boxes }).catch(() => undefined)
    this.#isLeft = Boolean(answer?.ok)
  }

  #tell(told) {
    this.#worker?.postMessage(told)
  }

  #say(state) {
    const now = JSON.stringify(state)
    if (now === this.#before) return
    this.#before = now
    this.dispatchEvent(new CustomEvent("state", { detail: state }))
  }
}

function text(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)))
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

function bytes(words) {
  return Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0))
}

function joined(one, other) {
  const all = new Uint8Array(one.byteLength + other.byteLength)
  all.set(one)
  all.set(new Uint8Array(other), one.byteLength)
  return all.buffer
}
