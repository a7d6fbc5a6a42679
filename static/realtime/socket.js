// One socket for the whole page, which says when to look again. docs/subsystems/realtime.md is the protocol.
//
//   watch({ conversation, organisation, after: () => 12 }, (frame) => …, { signal })   something in it is new
//   watch({ conversation, organisation, guest, after }, …)   the same, in another organisation's, by what let one in
//   watch({ list: "mine" }, wake, { signal })                     something in one's own conversations
//   watch({ list: "queue", organisation }, wake, { signal })      something in the queues of an organisation
//   watch({ visit, organisation }, (frame) => …, { signal })      who is in a video visit, and where
//   tell(conversation, "looking" | "writing" | "away")            colleagues who follow it hear who does what:
//   document "line:presence" { conversation, person, label, state }
//   document "line:state" { isOpen, isSignedOut }                 for a page that shows whether it is live
//
// Every wake-up is a hint: the page fetches what is new by itself, from the number it has.

const FIRST_PAUSE = 500
const LONGEST_PAUSE = 20_000

const subjects = new Set()
const presences = new Map()
let socket
let isWelcome = false
let isSignedOut = false
let beat = 20_000
let heardAt = 0
let pause = FIRST_PAUSE
let retry

export function watch(subject, wake, { signal }) {
  const watched = { ...subject, wake }
  subjects.add(watched)
  signal.addEventListener("abort", () => drop(watched))
  if (isWelcome) follow(watched)
  else open()
}

export function tell(conversation, state) {
  if (presences.get(conversation) === state) return
  presences.set(conversation, state)
  say({ type: "presence", conversation, state })
}

function drop(watched) {
  subjects.delete(watched)
  const { conversation } = watched
  if (!conversation || [...subjects].some((each) => each.conversation === conversation)) return
  presences.delete(conversation)
  say({ type: "unfollow", conversation })
}

function follow({ conversation, organisation, guest, after, list, visit }) {
  const team = organisation ? { organisation, ...(guest && { guest_by: guest }) } : {}
  if (visit) return say({ type: "follow_visit", visit, ...team })
  if (conversation) {
    say({ type: "follow", conversation, ...team, after: after?.() ?? 0, as: "numbers" })
    if (presences.has(conversation)) say({ type: "presence", conversation, state: presences.get(conversation) })
  } else say({ type: list === "queue" ? "follow_queue" : "follow_mine", ...team })
}

function say(frame) {
  if (isWelcome) socket.send(JSON.stringify(frame))
}

function open() {
  clearTimeout(retry)
  if (isSignedOut || socket?.readyState <= WebSocket.OPEN) return
  socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/`)
  socket.onmessage = ({ data }) => hear(JSON.parse(data))
  socket.onclose = ({ code, target }) => target === socket && closed(code)
}

function hear(frame) {
  heardAt = Date.now()
  if (frame.type === "welcome") {
    beat = frame.beat_seconds * 1000
    isWelcome = true
    pause = FIRST_PAUSE
    for (const watched of subjects) follow(watched)
    show()
  } else if (frame.type === "presence") {
    document.dispatchEvent(new CustomEvent("line:presence", { detail: frame }))
  } else {
    for (const watched of subjects) if (isAbout(frame, watched)) watched.wake(frame)
  }
}

function isAbout(frame, { conversation, list, visit }) {
  if (frame.type === "visit") return frame.visit === visit
  if (frame.type === "messages" || frame.type === "gone") return frame.conversation === conversation
  if (frame.type === "changed") return list !== undefined
  return frame.type === `${list}.followed`
}

function closed(code) {
  isWelcome = false
  isSignedOut = code === 4401
  show()
  if (isSignedOut) for (const watched of subjects) watched.wake({ type: "signed-out" })
  else again()
}

// Everybody comes back after an outage, but not all at once.
function again() {
  clearTimeout(retry)
  if (subjects.size) retry = setTimeout(open, pause * (0.5 + Math.random()))
  pause = Math.min(pause * 2, LONGEST_PAUSE)
}

function show() {
  document.dispatchEvent(new CustomEvent("line:state", { detail: { isOpen: isWelcome, isSignedOut } }))
}

// A line may be dead without saying so: three beats missed, and it is left for a new one.
function abandon() {
  const left = socket
  socket = undefined
  if (left) left.onmessage = null
  left?.close()
  isWelcome = false
}

setInterval(() => {
  if (isWelcome && Date.now() - heardAt > 3 * beat) {
    abandon()
    show()
    again()
  }
}, 5_000)

addEventListener("online", () => {
  if (isWelcome) abandon()
  pause = FIRST_PAUSE
  if (subjects.size) open()
})
addEventListener("pagehide", abandon)
addEventListener("pageshow", ({ persisted }) => persisted && subjects.size && open())
