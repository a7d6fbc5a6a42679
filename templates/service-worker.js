// Keeps the shell (style, scripts, icons, the offline page) and nothing else: no answer that knows who asks.
// Shows the notifications that are pushed: a sentence without content, and the page to open.

const VERSION = "shell-{{ version }}"
const SHELL = {{ shell|safe }}
const OFFLINE = "{{ offline }}"

addEventListener("install", (event) => event.waitUntil(keepShell()))
addEventListener("activate", (event) => event.waitUntil(forgetOlder()))
addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== "GET" || url.origin !== location.origin) return
  if (request.mode === "navigate") event.respondWith(page(request))
  else if (SHELL.includes(url.pathname)) event.respondWith(shellFile(request))
})

addEventListener("push", (event) => event.waitUntil(show(event.data)))
addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)))

function show(data) {
  const { title, ...told } = data.json()
  const options = { body: told.body, tag: told.tag, lang: told.lang, dir: told.dir, data: { open: told.open } }
  return registration.showNotification(title, { ...options, icon: "{{ icon }}", badge: "{{ badge }}", renotify: true })
}

// A window of ours comes forward; only a path of our own is ever opened.
async function open(notification) {
  notification.close()
  const address = new URL(notification.data?.open ?? "/mijn/", location.origin)
  if (address.origin !== location.origin) return
  const windows = await clients.matchAll({ type: "window" })
  const known = windows.find((each) => new URL(each.url).pathname === address.pathname)
  if (known) return known.focus()
  return clients.openWindow(address.pathname)
}

async function keepShell() {
  const cache = await caches.open(VERSION)
  // Without cookies, so that what is kept cannot belong to anybody.
  await cache.addAll(SHELL.map((address) => new Request(address, { credentials: "omit", cache: "no-cache" })))
  await skipWaiting()
}

async function forgetOlder() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)))
  await clients.claim()
}

async function page(request) {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error()
  }
}

async function shellFile(request) {
  const { pathname } = new URL(request.url)
  return (await caches.match(pathname)) ?? fetch(request)
}
