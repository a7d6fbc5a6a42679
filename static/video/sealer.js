// A worker that seals what leaves a page and opens what comes in: frames of sound and picture, one at a time.
//
// A sealed frame: the head of the codec in the clear | sealed | counter (6) | key (4) | mark (4). The worker of our
// server reads the head to know which picture needs no other. AES-GCM; its nonce is key and counter, and a counter
// is used once. Frames of a key that is not known here, or seen before, go nowhere.

const HEADS = { key: 10, delta: 3, audio: 1 }
const MARK = 0x5ea1ed0f
const TAIL = 14
const WINDOW = 1_024
const ASKS = 1_000

let isPlain = false
let own
const keys = new Map()

self.onmessage = async ({ data: { do: what, ...told } }) => {
  if (what === "plain") isPlain = told.isPlain
  if (what === "send") own = { id: told.id, key: await imported(told.key, "encrypt"), count: 0 }
  if (what === "open") keys.set(told.id, { key: await imported(told.key, "decrypt"), seat: told.seat })
  if (what === "forget") for (const [id, { seat }] of keys) if (seat === told.seat) keys.delete(id)
}

self.onrtctransform = ({ transformer }) => {
  const { side, kind } = transformer.options
  const flow = side === "send" ? sealing(kind) : opening(kind, transformer)
  transformer.readable.pipeThrough(new TransformStream({ transform: flow })).pipeTo(transformer.writable).catch(() => {})
}

function imported(key, use) {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, [use])
}

function headOf(frame, kind) {
  return Math.min(frame.data.byteLength, kind === "audio" ? HEADS.audio : HEADS[frame.type] ?? 0)
}

function sealing(kind) {
  return async (frame, controller) => {
    if (isPlain) return controller.enqueue(frame)
    // Without a key nothing leaves.
    if (!own) return
    const { id, key } = own
    const tail = new DataView(new ArrayBuffer(TAIL))
    const count = ++own.count
    tail.setUint16(0, Math.floor(count / 2 ** 32))
    tail.setUint32(2, count)
    tail.setUint32(6, id)
    tail.setUint32(10, MARK)
    const head = frame.data.slice(0, headOf(frame, kind))
    const sealed = await crypto.subtle.encrypt(wrapping(tail, head), key, frame.data.slice(head.byteLength))
    frame.data = joined(head, sealed, tail.buffer)
    controller.enqueue(frame)
  }
}

function opening(kind, transformer) {
  const seen = new Map()
  let mustBegin = false
  let askedAt = 0
  const begin = () => {
    mustBegin = kind === "video"
    if (!mustBegin || Date.now() - askedAt < ASKS) return
    askedAt = Date.now()
    transformer.sendKeyFrameRequest?.().catch(() => {})
  }
  return async (frame, controller) => {
    const size = frame.data.byteLength
    const isMarked = size >= TAIL && new DataView(frame.data, size - 4).getUint32(0) === MARK
    // What is not sealed is taken only while everybody sees that it is not.
    if (!isMarked) return isPlain ? controller.enqueue(frame) : undefined
    const tail = new DataView(frame.data, size - TAIL)
    const known = keys.get(tail.getUint32(6))
    if (!known || isRepeated(seen, tail)) return begin()
    const head = frame.data.slice(0, headOf(frame, kind))
    try {
      const opened = await crypto.subtle.decrypt(wrapping(tail, head), known.key, frame.data.slice(head.byteLength, size - TAIL))
      // A picture whose beginning could not be opened waits for one that needs no other.
      if (mustBegin && frame.type !== "key") return begin()
      mustBegin = false
      frame.data = joined(head, opened)
      controller.enqueue(frame)
    } catch {
      begin()
    }
  }
}

// Packets of sound come in any order; each number of a key is taken once.
function isRepeated(seen, tail) {
  const id = tail.getUint32(6)
  const count = tail.getUint16(0) * 2 ** 32 + tail.getUint32(2)
  const of = seen.get(id) ?? { highest: 0, taken: new Set() }
  seen.set(id, of)
  if (count <= of.highest - WINDOW || of.taken.has(count)) return true
  of.taken.add(count)
  of.highest = Math.max(of.highest, count)
  if (of.taken.size > 2 * WINDOW) for (const each of of.taken) if (each <= of.highest - WINDOW) of.taken.delete(each)
  return false
}

function wrapping(tail, head) {
  const iv = new Uint8Array(12)
  iv.set(new Uint8Array(tail.buffer, tail.byteOffset, 10), 2)
  return { name: "AES-GCM", iv, additionalData: head }
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, each) => sum + each.byteLength, 0))
  let at = 0
  for (const each of parts) {
    all.set(new Uint8Array(each), at)
    at += each.byteLength
  }
  return all.buffer
}
