// Says when to look again: about one conversation, one's own list, or the queues of an organisation.

const EVERY = 20_000

export function watch(subject, wake, { signal }) {
  const timer = setInterval(() => document.hidden || wake(), EVERY)
  signal.addEventListener("abort", () => clearInterval(timer))
  addEventListener("online", wake, { signal })
}
