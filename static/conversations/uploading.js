// One file to the server, with how far it is; what became of it; and taking it back.
//
//   await upload(address, file, client_id, { progress, signal, question })   the file as the API tells it, or
//                                                                   { reason: "offline" | "signIn" } or { sentence }
//   await state(address, id)                                        the same, { gone: true }, or {} when unknown now

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? ""
}

// XMLHttpRequest, because fetch does not tell how much has gone up.
export function upload(address, file, client_id, { progress, signal, question }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open("POST", address)
    request.responseType = "json"
    request.setRequestHeader("Content-Type", "application/octet-stream")
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name))
    request.setRequestHeader("X-Client-Id", client_id)
    request.setRequestHeader("X-CSRFToken", token())
    if (question) request.setRequestHeader("X-Question", question)
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(Math.floor((loaded / total) * 100)))
    request.addEventListener("loadend", () => resolve(judge(request)))
    signal.addEventListener("abort", () => request.abort())
    request.send(file)
  })
}

function judge({ status, response }) {
  if (status === 200 || status === 201) return response
  if (status === 401) return { reason: "signIn" }
  if (status === 0 || status >= 500 || !response?.detail) return { reason: "offline" }
  return { sentence: response.detail }
}

export async function state(address, id) {
  try {
    const response = await fetch(`${address}${id}/`, { headers: { Accept: "application/json" }, redirect: "manual" })
    if (response.status === 404) return { gone: true }
    return response.ok ? await response.json() : {}
  } catch {
    return {}
  }
}

// What is not taken back now, the server forgets within a day.
export function remove(address, id) {
  return fetch(`${address}${id}/`, { method: "DELETE", headers: { "X-CSRFToken": token() }, redirect: "manual" }).catch(() => {})
}
