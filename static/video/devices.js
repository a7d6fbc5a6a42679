// Camera and microphone: opened with what there is; what stands in the way has a name that the page has words for.

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }

let stream
let chosen = {}

export const current = () => stream

// Gives { stream, lacks }, where `lacks` is "NoCamera" or "NoMicrophone"; throws with the name of what stands in the way.
export async function open(wishes = {}) {
  chosen = { ...chosen, ...wishes }
  const sound = { ...SOUND, ...(chosen.microphone && { deviceId: { exact: chosen.microphone } }) }
  const picture = {
    ...PICTURE,
    ...(chosen.camera ? { deviceId: { exact: chosen.camera } } : { facingMode: chosen.facing ?? "user" }),
  }
  stop()
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: sound, video: picture })
    return { stream }
  } catch (error) {
    if (error.name === "NotAllowedError") throw error
    return { stream: (stream = await withWhatThereIs(sound, picture, error)), lacks: lacking(error) }
  }
}

async function withWhatThereIs(sound, picture, error) {
  for (const wish of [{ audio: sound }, { video: picture }]) {
    try {
      return await navigator.mediaDevices.getUserMedia(wish)
    } catch {
      continue
    }
  }
  throw error
}

const lacking = ({ name }) => (name === "NotReadableError" ? name : "")

export async function named(kind) {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices.filter((each) => each.kind === kind && each.deviceId)
}

export function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop()
  stream = undefined
}

// The other camera of a telephone, or the next one of a computer.
export async function nextCamera() {
  const cameras = await named("videoinput")
  const used = stream?.getVideoTracks()[0]?.getSettings().deviceId
  const index = cameras.findIndex(({ deviceId }) => deviceId === used)
  const next = cameras[(index + 1) % cameras.length]
  if (!next) return
  const [track] = (await navigator.mediaDevices.getUserMedia({ video: { ...PICTURE, deviceId: { exact: next.deviceId } } })).getVideoTracks()
  const [old] = stream.getVideoTracks()
  if (old) {
    stream.removeTrack(old)
    old.stop()
  }
  stream.addTrack(track)
  return track
}
