// The outbox of this browser: a message stands here, sealed and on disk, before the screen says "is being sent".
//
//   await add({ url, conversation, client_id, text, extra })   resolves when it is on disk
//   await waiting(conversation)                                [{ key, value }] in the order typed
//   await change(key, value), await drop(key), flush()
//   listen((event) => …, { signal })    events: { name: "sent" | "failed" | "held" | "changed", entry, … }
//
// One tab sends, in order of typing, under a lock of the browser; a server that has the message already says
// so, therefore sending again after a lost answer is harmless. Who is signed out is asked to sign in and the
// message stays; what is refused stays too, as not sent, until the person decides.

import { all, get, put, remove } from "app/sealed-store"

const STORE = "outbox"
const PATIENCE = 15_000
const PAUSES = [500, 1000, 2000, 4000, 8000, 15_000]
const bus = new EventTarget()
const tabs = new BroadcastChannel("beterdichtbij-outbox")
let counter = 0
let timer
let tries = 0

tabs.onmessage = ({ data }) => bus.dispatchEvent(new CustomEvent("outbox", { detail: data }))

function tell(detail) {
  bus.dispatchEvent(new CustomEvent("outbox", { detail }))
  tabs.postMessage(detail)
}

export function listen(hear, { signal }) {
  bus.addEventListener("outbox", ({ detail }) => hear(detail), { signal })
}

// Sorts by the moment of typing; the counter tells two of the same millisecond apart.
function nextKey() {
  counter = (counter + 1) % 1000
  return `${String(Date.now()).padStart(15, "0")}-${String(counter).padStart(3, "0")}-${crypto.randomUUID()}`
}

export async function add(value) {
  const key = nextKey()
  await put(STORE, key, value)
  tell({ name: "changed", conversation: value.conversation })
  flush()
  return key
}

export async function waiting(conversation) {
  const entries = await all(STORE)
  return entries.filter(({ value }) => value.conversation === conversation)
}

export async function drop(key) {
  const value = await get(STORE, key)
  await remove(STORE, key)
  tell({ name: "changed", conversation: value?.conversation })
}

// Give it a new chance: as it is, or with something added ("send anyway").
export async function again(key, extra = {}) {
  const value = await get(STORE, key)
  if (!value) return
  await put(STORE, key, { ...value, failed: undefined, extra: { ...value.extra, ...extra } })
  tell({ name: "changed", conversation: value.conversation })
  tries = 0
  flush()
}

export function flush() {
  clearTimeout(timer)
  return navigator.locks.request("beterdichtbij-outbox", { ifAvailable: true }, (lock) => lock && sendAll())
}

async function sendAll() {
  for (;;) {
    const entries = await all(STORE)
    // After one that was refused, later ones of the same conversation wait: they may lean on it.
    const stuck = new Set(entries.filter(({ value }) => value.failed).map(({ value }) => value.conversation))
    const next = entries.find(({ value }) => !stuck.has(value.conversation))
    if (!next) return
    const outcome = await send(next.value)
    if (outcome.name === "held") return hold(next, outcome)
    tries = 0
    await settle(next, outcome)
  }
}

async function settle({ key, value }, outcome) {
  if (outcome.name === "sent") await remove(STORE, key)
  else await put(STORE, key, { ...value, failed: outcome })
  tell({ ...outcome, key, conversation: value.conversation, client_id: value.client_id })
}

// No server, no connection or no session: nothing is lost, try again later.
function hold({ key, value }, outcome) {
  tell({ ...outcome, key, conversation: value.conversation, client_id: value.client_id })
  if (outcome.reason === "sign-in") return
  const pause = PAUSES[Math.min(tries++, PAUSES.length - 1)]
  timer = setTimeout(flush, pause * (0.75 + Math.random() / 2))
}

async function send(value) {
  let response
  try {
    response = await fetch(value.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ client_id: value.client_id, text: value.text, ...value.extra }),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    })
  } catch {
    return { name: "held", reason: "offline" }
  }
  return judge(response)
}

async function judge(response) {
  if (response.ok) return { name: "sent" }
  // A page that wants a sign-in sends elsewhere; the API says 401.
  if (response.status === 401 || response.type === "opaqueredirect") return { name: "held", reason: "sign-in" }
  if (response.status === 429 || response.status >= 500) return { name: "held", reason: "offline" }
  const answer = await response.json().catch(() => ({}))
  return { name: "failed", status: response.status, sentence: answer.detail ?? "", isCrossed: Boolean(answer.is_crossed) }
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? ""
}

addEventListener("online", () => ((tries = 0), flush()))
document.addEventListener("visibilitychange", () => document.hidden || flush())
flush()
