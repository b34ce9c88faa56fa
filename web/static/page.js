// Keeps the page true without reloading it. Every link and form works without this file too: it
// asks for the same pages, and puts into the page only what differs, so that focus, scrolling and
// what is being typed stay where they are, and a screen reader hears the new lines and no others.

const offline = document.getElementById("offline");
const keys = window.matchMedia("(pointer: fine)");
let asking = null; // the request for a page under way, if there is one
let sending = false; // true while something is being said or the clock is turned
let stale = false; // something has changed meanwhile

/** Ask for a page and show it. Rejects if nobody answers. */
async function ask(url, options = {}) {
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    const response = await fetch(url, { ...options, signal: mine.signal });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!fresh.getElementById("town")) throw new Error(`no page: ${response.status}`);
    if (mine === asking) put(fresh);
    offline.hidden = true;
    return response;
  } finally {
    if (mine === asking) asking = null;
    if (stale && !sending) refresh();
  }
}

async function go(url, { remember = true } = {}) {
  try {
    const response = await ask(url);
    if (remember) history.pushState(null, "", response.url);
    reveal(new URL(url, location.href).hash);
  } catch (error) {
    lost(error);
  }
}

async function send(form, button) {
  if (sending) return;
  busy(true);
  const words = new URLSearchParams(new FormData(form));
  if (button?.name) words.append(button.name, button.value);
  try {
    const response = await ask(form.action, { method: "POST", body: words });
    if (response.ok) form.reset();
    if (response.redirected && response.url !== location.href) history.pushState(null, "", response.url);
    form.closest("details")?.removeAttribute("open");
    reveal("");
  } catch (error) {
    lost(error);
  }
  busy(false);
  if (stale) refresh();
}

function busy(now) {
  sending = now;
  document.body.ariaBusy = String(now);
}

/** Ask for the page as it is now, once what is under way is done. */
function refresh() {
  stale = sending || asking !== null;
  if (!stale) ask(location.href).catch(lost);
}

function lost(reason) {
  if (reason.name !== "AbortError") offline.hidden = false;
}

/** Show what differs in `fresh`. */
function put(fresh) {
  const log = document.querySelector("[role=log]");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const focused = document.activeElement;
  document.title = fresh.title;
  morph(document.getElementById("town"), document.adoptNode(fresh.getElementById("town")));
  const now = document.querySelector("[role=log]");
  if (atEnd || now !== log) toEnd(now);
  if (focused !== document.body && !focused.isConnected && keys.matches) {
    document.getElementById("say-text").focus();
  }
  wind();
}

/** Make `old` like `fresh`, touching only what differs. Children with an id keep their identity. */
function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const children = [...fresh.childNodes];
  const ids = new Set(children.map(idOf));
  for (const child of [...old.children]) {
    if (!ids.has(idOf(child))) child.remove();
  }
  let here = old.firstChild;
  for (const wanted of children) {
    const same = counterpart(old, here, wanted);
    if (!same) {
      old.insertBefore(wanted, here);
      continue;
    }
    while (idOf(wanted) && here !== same && !idOf(here)) here = without(here);
    if (here === same) here = here.nextSibling;
    else old.insertBefore(same, here);
    if (same.nodeType === Node.ELEMENT_NODE) morph(same, wanted);
    else if (same.data !== wanted.data) same.data = wanted.data;
  }
  while (here) here = without(here);
}

function counterpart(parent, here, wanted) {
  const alike = (node) => node.nodeName === wanted.nodeName && idOf(node) === idOf(wanted);
  return idOf(wanted) ? [...parent.children].find(alike) : here && alike(here) ? here : null;
}

/** A form's own `id` is hidden by its field of that name. */
function idOf(node) {
  return node.getAttribute?.("id") ?? "";
}

/** Remove a node: the one after it. */
function without(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

/** Bring a card that a link points at into view, and on a narrow screen who is speaking. */
function reveal(hash) {
  document.querySelector(".speakers [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const card = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!card) return;
  card.scrollIntoView({ block: "nearest" });
  card.focus({ preventScroll: true });
}

/** Let the shown clock run on from the time the page was made. */
let minute;
function wind() {
  const shown = document.getElementById("now");
  const [hours, minutes] = shown.textContent.split(":").map(Number);
  const seconds = Number(shown.dateTime.slice(17, 19));
  clearTimeout(minute);
  minute = setTimeout(() => {
    const next = (hours * 60 + minutes + 1) % 1440;
    if (next === 0) return refresh();
    shown.textContent = [Math.floor(next / 60), next % 60].map((n) => String(n).padStart(2, "0")).join(":");
    shown.dateTime = `${shown.dateTime.slice(0, 11)}${shown.textContent}:00${shown.dateTime.slice(-6)}`;
    wind();
  }, (60 - seconds) * 1000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (event.detail > 1 && event.target.closest("form[action='/say'] button")) return event.preventDefault();
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const hash = link.getAttribute("href").startsWith("#");
  if (hash && !link.closest("#board")) return;
  event.preventDefault();
  if (hash) reveal(link.hash);
  else go(link.href);
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229; // 229: Safari, when a word is chosen
  if (event.target.id !== "say-text" || event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

window.addEventListener("popstate", () => go(location.href, { remember: false }));

const pulse = new EventSource("/pulse");
pulse.addEventListener("message", refresh);
pulse.addEventListener("error", lost);

toEnd(document.querySelector("[role=log]"));
wind();
