// The only Trusted Types policy. It lets through our own server's HTML and our own service worker, nothing else.

// The service worker, and the worker that seals a video visit (its name has a hash).
const OURS = /^\/service-worker\.js$|\/video\/sealer(\.[0-9a-f]+)?\.js$/

const rules = {
  createHTML: (html) => html,
  createScriptURL: (address) => {
    const url = new URL(address, location.href)
    if (url.origin === location.origin && OURS.test(url.pathname)) return url.href
    throw new TypeError(`Not a script of ours: ${url.pathname}`)
  },
}

const policy = globalThis.trustedTypes?.createPolicy("beterdichtbij", rules) ?? rules

// The language stands in the address: a browser looks for a newer worker without the page's own wishes, and would
// otherwise find one in another language, and install it, again and again.
export const workerAddress = policy.createScriptURL(`/service-worker.js?taal=${document.documentElement.lang}`)

// A worker of a page: ours, or a TypeError.
export const newWorker = (address) => new Worker(policy.createScriptURL(address))

// Turn an answer of our own server into nodes. A page from elsewhere, or a redirect to elsewhere, is refused.
export async function fragmentOf(response) {
  if (new URL(response.url).origin !== location.origin) throw new TypeError("Not an answer of ours")
  const page = new DOMParser().parseFromString(policy.createHTML(await response.text()), "text/html")
  const fragment = document.createDocumentFragment()
  fragment.append(...page.body.childNodes)
  return document.importNode(fragment, true)
}
