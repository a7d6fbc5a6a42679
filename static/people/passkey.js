// What both ceremonies share: JSON to bytes and back, and talking to our own server.

export function toBytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/")
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0))
}

function toText(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
}

export function withBytes(credentials = []) {
  return credentials.map((credential) => ({ ...credential, id: toBytes(credential.id) }))
}

// The answer of the device, with every buffer as text.
export function toAnswer(credential) {
  const response = {}
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name])
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  }
}

export async function post(address, content) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(content ?? {}),
  })
  if (!response.ok) throw new Error(`Answer ${response.status}`)
  return response.json()
}

// Run a ceremony from a button; shows the element's own error text when it fails.
export function runOnClick(element, ceremony, signal) {
  const button = element.querySelector("button")
  const alert = element.querySelector("[role=alert]")
  button.addEventListener("click", async () => {
    button.disabled = true
    alert.hidden = true
    try {
      location.assign(await ceremony())
    } catch {
      alert.hidden = false
      button.disabled = false
    }
  }, { signal })
}
