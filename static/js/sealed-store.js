// What this browser may keep: unsent text only, sealed with a key that cannot leave it, gone at sign-out.
//
//   await put("outbox", "000017", { text: "…" })     written to disk when the promise resolves
//   await get("outbox", "000017")                    the value, or undefined
//   await all("outbox")                              [{ key, value }], in order of key
//   await remove("outbox", "000017")
//   await wipe()                                     everything, with the key
//
// `store` and `key` are not sealed: keep words and names out of them.

const DATABASE = "beterdichtbij"
const encoder = new TextEncoder()
const decoder = new TextDecoder()
let opened

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: ["store", "key"] })
      request.result.createObjectStore("keys")
    }
    request.onsuccess = () => resolve(watched(request.result))
    request.onerror = () => reject(request.error)
  }).catch((error) => {
    opened = undefined
    throw error
  })
  return opened
}

// Another tab wipes everything: let go, so that it can.
function watched(connection) {
  connection.onversionchange = () => {
    connection.close()
    opened = undefined
  }
  connection.onclose = () => (opened = undefined)
  return connection
}

async function run(table, mode, work) {
  const transaction = (await database()).transaction(table, mode, { durability: "strict" })
  const request = work(transaction.objectStore(table))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error)
  })
}

// Two tabs may both make a key; the first one stored is the key of both.
async function sealingKey() {
  const known = await run("keys", "readonly", (keys) => keys.get("seal"))
  if (known) return known
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
  await run("keys", "readwrite", (keys) => keys.add(made, "seal")).catch(ignoreTaken)
  return run("keys", "readonly", (keys) => keys.get("seal"))
}

function ignoreTaken(error) {
  if (error?.name !== "ConstraintError") throw error
}

function algorithm(store, key, vector) {
  return { name: "AES-GCM", iv: vector, additionalData: encoder.encode(JSON.stringify([store, key])) }
}

export async function put(store, key, value) {
  const vector = crypto.getRandomValues(new Uint8Array(12))
  const plain = encoder.encode(JSON.stringify(value))
  const sealed = await crypto.subtle.encrypt(algorithm(store, key, vector), await sealingKey(), plain)
  await run("entries", "readwrite", (entries) => entries.put({ store, key, vector, sealed }))
}

// An entry whose key is gone cannot be read by anyone any more; it counts as not there.
async function unsealed({ store, key, vector, sealed }) {
  try {
    const plain = await crypto.subtle.decrypt(algorithm(store, key, vector), await sealingKey(), sealed)
    return JSON.parse(decoder.decode(plain))
  } catch (error) {
    if (error.name === "OperationError") return undefined
    throw error
  }
}

export async function get(store, key) {
  const entry = await run("entries", "readonly", (entries) => entries.get([store, key]))
  return entry && unsealed(entry)
}

export async function all(store) {
  const range = IDBKeyRange.bound([store], [store, []])
  const found = await run("entries", "readonly", (entries) => entries.getAll(range))
  const values = await Promise.all(found.map(unsealed))
  return found.map(({ key }, index) => ({ key, value: values[index] })).filter(({ value }) => value !== undefined)
}

export function remove(store, key) {
  return run("entries", "readwrite", (entries) => entries.delete([store, key]))
}

export { remove as delete }

export async function wipe() {
  if (opened) (await opened).close()
  opened = undefined
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(DATABASE)
    request.onsuccess = resolve
    request.onerror = () => reject(request.error)
  })
}
