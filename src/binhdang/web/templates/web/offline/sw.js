// The worker: keeps the shell and what the shell needs. It keeps no page and no figure of anybody: those live in the
// device's own tables, by account, and the shell draws them. It also sends what waits when the line is back.
const ASSETS = {{ assets|safe }}, SHELL = "/ngoai-tuyen/", NAME = "binhdang-{{ version }}", PATIENCE = 10000;
importScripts(...{{ scripts|safe }});

async function stock() {
  const cache = await caches.open(NAME);
  await cache.addAll([...ASSETS, new Request(SHELL, { cache: "reload" })]);
}
addEventListener("install", (event) => { event.waitUntil(stock().then(() => skipWaiting())); });
addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("binhdang-") && name !== NAME) await caches.delete(name);
    await clients.claim();
  })());
});
addEventListener("message", (event) => { if (event.data === "shell") event.waitUntil(caches.open(NAME).then((cache) => cache.add(new Request(SHELL, { cache: "reload" })))); });
addEventListener("sync", (event) => { if (event.tag === "gui") event.waitUntil(self.bd.queue.flush().then((result) => { if (result === "offline") throw new Error(result); })); });

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (request.method === "GET" && ASSETS.includes(url.pathname)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

// The server's page; without a line, or while the server is down, the shell. A form that takes too long gives way too.
async function page(request, url) {
  const form = request.method === "GET" && /^\/bao-cao\/\d+\/(kiem-tra\/)?$/.test(url.pathname);
  try {
    const answer = await (form ? Promise.race([fetch(request), new Promise((done, late) => setTimeout(late, PATIENCE))]) : fetch(request));
    if (![502, 503, 504].includes(answer.status)) return answer;
    return (await caches.match(SHELL)) ?? answer;
  } catch (error) {
    const kept = await caches.match(SHELL);
    if (kept) return kept;
    throw error;
  }
}
