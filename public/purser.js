// Comfort on top of pages that work without it: keys, copying, fresh parts, busy buttons, islands.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

document.documentElement.classList.add("scripted");

// Copying, dialogs, toasts, dismissing.
addEventListener("click", async event => {
  const button = event.target.closest?.("[data-copy], [data-opens], [data-dismiss]");
  if (!button) return;
  const { copy, opens, dismiss } = button.dataset;
  if (opens) {
    event.preventDefault();
    $(`#${CSS.escape(opens)}`)?.showModal();
  }
  if (dismiss !== undefined) button.closest(dismiss || ".toast")?.remove();
  if (copy) {
    await navigator.clipboard.writeText(copy);
    const said = $("#said");
    if (said) said.textContent = button.dataset.done;
    button.dataset.copied = "";
    setTimeout(() => { delete button.dataset.copied; if (said) said.textContent = ""; }, 2000);
  }
});

// Keys: a letter, or G and a letter; each stands on the link it follows as data-key. Never while typing.
let pending = "";
addEventListener("keydown", event => {
  const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "enter") {
    const form = event.target.closest?.("form");
    return form?.requestSubmit($("button[data-kind=primary]", form) ?? undefined);
  }
  const search = (event.ctrlKey || event.metaKey) && key === "k" || !typing && key === "/";
  if (search && $("#q")) {
    event.preventDefault();
    return $("#q").select();
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (key === "?") return $("#keys")?.showModal();
  const target = $(`[data-key="${CSS.escape(pending + key)}"]`);
  pending = pending === "" && key === "g" ? "g" : "";
  if (pending) setTimeout(() => { pending = ""; }, 1200);
  else target?.click();
});

// A form is sent once. Coming back by the history makes it usable again.
addEventListener("submit", event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  const button = event.submitter;
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  const label = $(".label", button);
  if (!label || !button.dataset.busy) return;
  button.dataset.idle = label.textContent;
  label.textContent = button.dataset.busy;
});
addEventListener("pageshow", event => {
  if (!event.persisted) return;
  for (const form of $$("form[data-sent]")) delete form.dataset.sent;
  for (const button of $$("button[aria-busy]")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.idle) $(".label", button).textContent = button.dataset.idle;
  }
});

// The tick in a table's head ticks its rows.
addEventListener("change", event => {
  if (event.target.dataset.pickAll === undefined) return;
  for (const box of $$(`input[name="${event.target.dataset.pickAll}"]`)) box.checked = event.target.checked;
});

// Fresh parts: an event about this page's subject fetches the page again and swaps what changed in it; any other one
// fetches what the frame counts, and nothing else of the page is touched.
const edited = new Set();
addEventListener("input", event => edited.add(event.target.form));

async function refresh(address) {
  // Marked as the page's own doing: it keeps nobody signed in.
  const answer = await fetch(address, { headers: { accept: "text/html", "purser-refresh": "1" } });
  // Signed out meanwhile: what stands here would stay as it is, and look as if it were fresh.
  if (answer.redirected && !edited.size) return location.reload();
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of $$("[data-live-part]")) {
    const next = fresh.getElementById(part.id);
    const forms = part.closest("form") ? [part.closest("form")] : $$("form", part);
    if (!next || next.innerHTML === part.innerHTML || forms.some(form => edited.has(form) || form.dataset.sent)) continue;
    const focused = part.contains(document.activeElement) && document.activeElement.id;
    const unfolded = $$("details[open][id]", part).map(details => details.id);
    part.innerHTML = next.innerHTML;
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus();
  }
}

const { live, events, counts } = $("main")?.dataset ?? {};
if (events) {
  let source, waiting, whole = false, before = Promise.resolve();
  // Not put off by what follows: where much happens, it would never come. One after the other, so that the newest stays.
  const soon = isWhole => {
    whole ||= isWhole;
    waiting ??= setTimeout(() => {
      const address = whole && live ? location.href : counts;
      waiting = undefined;
      whole = false;
      before = before.then(() => refresh(address)).catch(() => {});
    }, 100);
  };
  const listen = () => {
    source = new EventSource(events);
    source.onmessage = event => {
      let subject;
      try { ({ subject } = JSON.parse(event.data)); } catch { return; }
      // "*" is said after a gap: anything may have changed meanwhile.
      soon(live === "list" || [live, "*"].includes(subject));
    };
  };
  const leave = () => { source?.close(); source = undefined; };
  // A page that nobody looks at holds no connection, of which a browser has few for one host; it catches up when it is seen.
  if (!document.hidden) listen();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return leave();
    if (source) return;
    listen();
    soon(true);
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
}

// What is typed into a purchase is kept in this browser until an order is made of it: for who typed it, without secrets.
const STORE = "purser.form ", SENT = "purser.sent";
const kept = $("form[data-kept]");
if (kept) {
  const place = STORE + kept.dataset.kept;
  const own = /^(submit_key|quoted|listed|instance|acknowledge|template_name|template_team|was\..*)$/;
  const entries = () => [...new FormData(kept)].filter(([name, value]) =>
    value !== "" && !own.test(name) && $(`[name="${CSS.escape(name)}"]`, kept)?.type !== "password");
  const blank = JSON.stringify(entries());
  let waiting;
  const keep = () => {
    const now = entries();
    if (JSON.stringify(now) === blank) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify({ at: Date.now(), entries: now }));
  };
  // A line that the form does not have yet: the last one again, under the next number.
  const line = name => {
    const number = name.match(/\.(\d+)(\.|$)/)?.[1];
    const last = number && $(`[name="${CSS.escape(name.replace(/\.\d+/, ".1"))}"]`, kept)?.closest(".lines")?.lastElementChild;
    if (!last) return null;
    last.after(last.cloneNode(true));
    for (const it of $$("[id], [name], [aria-label]", last.nextElementSibling))
      for (const attribute of ["id", "name", "aria-label"])
        if (it.hasAttribute(attribute)) it.setAttribute(attribute, it.getAttribute(attribute).replace(/\d+/, number));
    return kept.elements.namedItem(name);
  };
  const restore = ({ at, entries }) => {
    for (const [name, value] of entries) {
      const found = kept.elements.namedItem(name) ?? line(name);
      for (const it of found instanceof RadioNodeList ? found : found ? [found] : []) {
        if (it.type === "radio" || it.type === "checkbox") it.checked = it.value === value;
        else if (it.type !== "hidden" && it.type !== "password") it.value = value;
      }
    }
    const said = $("#restored")?.content.cloneNode(true);
    if (!said) return;
    $("time", said).textContent = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    $("button", said).addEventListener("click", () => {
      localStorage.removeItem(place);
      location.assign(location.pathname);
    });
    kept.before(said);
  };
  try {
    const stored = JSON.parse(localStorage.getItem(place));
    if (stored && kept.dataset.fresh !== undefined) restore(stored);
  } catch { localStorage.removeItem(place); }
  for (const kind of ["input", "change"]) kept.addEventListener(kind, () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  });
  addEventListener("pagehide", () => { clearTimeout(waiting); if (waiting) keep(); });
  sessionStorage.removeItem(SENT);
  kept.addEventListener("submit", () => sessionStorage.setItem(SENT, place));
} else if (location.pathname.startsWith("/orders/")) {
  localStorage.removeItem(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);
}
// Whoever signs out takes it along.
$("form[action='/signout']")?.addEventListener("submit", () => {
  for (const place of Object.keys(localStorage)) if (place.startsWith(STORE)) localStorage.removeItem(place);
});

// A form's lists come from the cloud: asked for when the page opens and when something that they hang on changes, with
// the very post of the button that asks for them. Secrets stay here; what was changed meanwhile is not overwritten.
const form = $("form[data-asks]");
if (form) {
  let asking;
  const told = () => $("#o-lists", form);
  const values = part => JSON.stringify($$("input, select", part).map(it => [it.name, it.type === "checkbox" ? it.checked : it.value]));
  const ask = async () => {
    asking?.abort();
    const mine = asking = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    for (const secret of $$("input[type=password]", form)) body.delete(secret.name);
    body.set("act", "options");
    const before = new Map($$("[data-offers]", form).map(part => [part.id, values(part)]));
    told().dataset.state = "asking";
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" }, signal: mine.signal });
      if (answer.status >= 500 || answer.redirected) throw new Error(answer.statusText);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of $$("[data-offers]", form)) {
        const next = fresh.getElementById(part.id);
        if (!next || next.innerHTML === part.innerHTML || part !== told() && before.get(part.id) !== values(part)) continue;
        const focused = part.contains(document.activeElement) && document.activeElement.id;
        part.innerHTML = next.innerHTML;
        if (focused) document.getElementById(focused)?.focus();
      }
      delete told().dataset.state;
      form.dispatchEvent(new Event("change", { bubbles: true }));
    } catch {
      if (!mine.signal.aborted) told().dataset.state = "failed";
    }
  };
  const asks = new Set(form.dataset.asks.split(" "));
  const given = () => form.elements.namedItem("credential_id")?.value;
  form.addEventListener("change", event => {
    if (asks.has(event.target.name?.replace(/\.other$/, "")) && event.target.value !== "(other)" && given()) ask();
  });
  form.addEventListener("click", event => {
    if (event.target.closest?.("button[value=options]") && given()) {
      event.preventDefault();
      ask();
    }
  });
  if (given() && !form.elements.namedItem("listed")) ask();
}

// A page that could not be made asks again until it can.
if ($("[data-retry]")) {
  setInterval(async () => {
    const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (answer && answer.status !== 503) location.reload();
  }, 4000);
}

// After a refused form the reader starts at the summary of what to change.
$(".banner[data-summary]")?.focus();

// Islands, outermost first. An island's children wait until it has taken them over.
const module = $("link[data-islands]");
if (module && $("leptos-island")) {
  const app = await import(module.href);
  await app.default({ module_or_path: module.dataset.islands });
  app.hydrate();
  const taken = [];
  const wake = async node => {
    const island = node.localName === "leptos-island";
    const children = node.localName === "leptos-children";
    if (island) {
      taken.at(-1)?.();
      await app[node.dataset.component]?.(node);
    }
    if (children) taken.push(node.$$on_hydrate);
    for (const child of [...node.children]) await wake(child);
    if (children) taken.pop();
  };
  await wake(document.body);
}
