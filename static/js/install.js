// Registers the service worker: the shell opens offline, and the app can be installed.

import { workerAddress } from "app/trusted"

if ("serviceWorker" in navigator)
  navigator.serviceWorker.register(workerAddress, { updateViaCache: "none" }).catch(console.warn)
