// Parts that move by themselves: <div data-live="/address/" data-live-every="10">…</div> asks its address every so many
// seconds. 304 means nothing moved; 200 brings a new mark: the new content itself or, with data-live-part, word that the
// page at that address changed, of which the element with the id of data-live-swap (else of the div) is taken. What was
// there stays until the new content is whole; an answer that fails or does not come is said as a lost connection, never
// shown as no data. Without this script the page is as it was.
const ENGLISH = document.documentElement.lang === "en";
const WORDS = ENGLISH
  ? { now: "Updated just now", seconds: "Updated %s seconds ago", minutes: "Updated %s minutes ago", lost: "Connection lost since %s; the figures are those of that moment", signed: "You are signed out; open the page again to see new figures" }
  : { now: "Vừa cập nhật", seconds: "Cập nhật %s giây trước", minutes: "Cập nhật %s phút trước", lost: "Mất kết nối từ %s; số liệu là của lúc đó", signed: "Bạn đã đăng xuất; mở lại trang để xem số mới" };
const LIMIT = 15000;

for (const part of document.querySelectorAll("[data-live]")) follow(part);

function follow(part) {
  const every = 1000 * (Number(part.dataset.liveEvery) || 10);
  const { live, livePart, liveSwap } = part.dataset;
  const found = () => document.getElementById(part.dataset.liveAge);
  let age = found();
  let mark = part.dataset.liveMark || "", seen = Date.now(), lost = false, over = false, timer = 0, asking = false;

  if (age) { age.hidden = false; tell(); setInterval(tell, 5000); }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(0); });
  window.addEventListener("online", () => soon(0));
  window.addEventListener("offline", () => { lost = true; tell(); });
  soon(every);

  function soon(wait) {
    clearTimeout(timer);
    if (!over) timer = setTimeout(ask, wait);
  }

  async function ask() {
    if (asking || over) return;
    if (document.hidden) return;
    asking = true;
    try {
      const answer = await get(live, mark);
      if (answer.status === 200) {
        const next = answer.headers.get("ETag") || "";
        const source = livePart ? await get(livePart, "") : answer;
        mark = swap(await source.text()) || next;
      }
      if (answer.headers.get("X-Live") === "over") over = true;
      seen = Date.now(); lost = false;
    } catch (error) {
      if (error.message === "signed out") { over = true; if (age) age.textContent = WORDS.signed; return; }
      lost = true;
    } finally {
      asking = false;
    }
    tell();
    // A little unevenness keeps five hundred readers from asking in the same moment.
    soon(every * (0.9 + 0.2 * Math.random()) * (lost ? 2 : 1));
  }

  // The reader stays where they are: what has the focus and what is unfolded stay so.
  function swap(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const target = liveSwap ? document.getElementById(liveSwap) : part;
    const fresh = (target.id && page.getElementById(target.id)) || page.body;
    const held = target.contains(document.activeElement) && target !== document.activeElement ? document.activeElement : null;
    const open = [...target.querySelectorAll("details")].map((fold) => fold.open);
    target.replaceChildren(...document.importNode(fresh, true).childNodes);
    target.querySelectorAll("details").forEach((fold, at) => { if (open[at]) fold.open = true; });
    window.htmx?.process(target);
    age = found();
    if (age) age.hidden = false;
    const address = held?.getAttribute("href");
    const again = held?.id ? document.getElementById(held.id) : address && target.querySelector(`a[href="${CSS.escape(address)}"]`);
    if (again) again.focus({ preventScroll: true });
    return page.querySelector("[data-live-mark]")?.dataset.liveMark;
  }

  function tell() {
    if (!age || over) return;
    const seconds = Math.round((Date.now() - seen) / 1000);
    age.dataset.state = lost ? "lost" : "ok";
    if (lost) age.textContent = WORDS.lost.replace("%s", new Date(seen).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false }));
    else if (seconds < 5) age.textContent = WORDS.now;
    else age.textContent = seconds < 90 ? WORDS.seconds.replace("%s", seconds) : WORDS.minutes.replace("%s", Math.round(seconds / 60));
  }
}

async function get(address, mark) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), LIMIT);
  try {
    const headers = mark ? { "If-None-Match": mark, "X-Live": "1" } : { "X-Live": "1" };
    const answer = await fetch(address, { headers, cache: "no-store", signal: stop.signal });
    if (answer.redirected) throw new Error("signed out");
    if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    return answer;
  } finally {
    clearTimeout(clock);
  }
}
