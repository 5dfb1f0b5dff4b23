// The till while its line is down: reads a coupon's seal with public keys alone, keeps what was given on this device,
// and tells the server once it is back. Nothing that was given is dropped before the server has said what became of it.
//
//   open(till) → { canCheck, waiting, others, check(text, id), undo(id, reason), redemptionOf(id), report(), prepare() }
//
// A till is { mark, name }. A device may be another one later, and that one again: what a till gave is told by it alone.
//
// check gives { view: "yes" | "no", why, ... }; till-line.js says it in the cashier's words. Some whys are no answer, but
// say what is missing for one: unprepared, unsealed, needs_line.

import { BadSeal, keysOf, read } from "/static/seal-reader.js";

const CODE_ALPHABET = "23456789CDFGHJKMNPQRTVWXY", CODE_LETTERS = 12, SEAL_BITS = 24n; // app/rules/coupon.py
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const AT_ONCE = 50; // told in one request
const ANEW_MS = 24 * 3600e3; // then all that is spent is fetched anew, without what has run out
const ANSWER_WITHIN_MS = 8000;
const MOST_WAIT_S = 60; // app/web/pace.py
const UNDO_WITHIN_MS = 5 * 60e3; // app/actions/undo.py
const WAITS = "too_many_attempts"; // wrong codes came from here: told again later
const GATEWAY = [502, 503, 504]; // what a proxy says for a server that does not answer
const NOTHING = { keys: [], offers: {}, after: "", since: "", withdrawn_since: "", fetchedAt: 0 };
const FIRST = { ...NOTHING, ahead: 0, seenAt: 0 };

class LineDown extends Error { name = "LineDown"; }

export async function open(till) {
  const store = await opened();
  let kit = { ...FIRST, ...await store.get("kit", "kit") };
  if (kit.till !== till.mark) kit = { ...kit, ...NOTHING, till: till.mark }; // offers are those of a till's shop
  let spent = new Set(await store.get("kit", "spent")); // perhaps a million: written by itself, where something is new
  let given = await store.all("given"); // another tab may have put more there
  let reporting = null, preparing = null;
  const became = new Map(); // the redemption that became of an id
  navigator.storage?.persist?.().catch(() => {}); // what waits here is the only record of it

  const ours = () => given.filter((one) => one.till === till.mark);
  const ask = (address, options = {}) =>
    asked(address, { ...options, headers: { ...options.headers, "Handbill-Till": till.mark } });

  // By the server's clock, as far as it is known, and never before what was seen of it.
  const now = () => Math.max(Date.now() - kit.ahead, kit.seenAt);

  async function save(changes) {
    kit = { ...kit, ...changes };
    await store.put("kit", kit, "kit");
  }

  const keepSpent = () => store.put("kit", Uint32Array.from(spent), "spent");

  async function check(text, id) {
    const letters = text.toUpperCase().replace(/[\s-]/g, "");
    if (!kit.keys.length) return no("unprepared");
    if (letters.length <= CODE_LETTERS) return no("unsealed");
    let sealed;
    try {
      sealed = await read(text, kit.keys);
    } catch (error) {
      if (error instanceof BadSeal) return no("unknown");
      throw error;
    }
    given = await store.all("given");
    const { code, worth } = sealed, offer = kit.offers[sealed.campaign] ?? null, at = now();
    const zone = offer?.zone;
    if (at < sealed.validFrom) return no("early", { at: sealed.validFrom, zone });
    if (at >= sealed.validUntil) return no("late", { at: new Date(sealed.validUntil - 1), zone });
    if (offer?.needs_line) return no("needs_line");
    if (offer?.elsewhere) return no("terms", { told: offer.elsewhere });
    if (offer?.when && !isOpen(offer.when, at, zone)) return no("terms", { told: offer.when.no });
    const here = given.filter((one) => one.serial === serialOf(code) && !one.undone);
    if (here.length >= (offer?.uses ?? 1)) return no("used", { at: new Date(here.at(-1).at), zone });
    if (spent.has(serialOf(code))) return no("used");
    const one = {
      id, till: till.mark, name: till.name, code: text, serial: serialOf(code), at, clock: Date.now(),
      isLast: here.length + 1 >= (offer?.uses ?? 1),
    };
    await store.put("given", one); // kept first: a yes that is forgotten is a coupon spent twice
    given = [...given, one];
    return { view: "yes", id, code, worth, offer };
  }

  // Whether it is undone: it still waits here, and it is not too late. It is told like any other.
  async function undo(id, reason) {
    let isDone = false;
    await store.change("given", id, (one) => {
      isDone = Boolean(one) && Date.now() - one.clock <= UNDO_WITHIN_MS;
      return isDone ? { ...one, undone: one.undone ?? { clock: Math.max(Date.now(), one.clock), reason } } : one;
    });
    given = await store.all("given");
    return isDone;
  }

  // Whether what was told is done with; what was undone while it was told is told once more, with that.
  async function settle(one) {
    let isUndone = false;
    await store.change("given", one.id, (now) => {
      isUndone = Boolean(now?.undone && !one.undone);
      return isUndone ? now : null;
    });
    given = await store.all("given");
    if (isUndone && spent.delete(one.serial)) await keepSpent();
    return !isUndone;
  }

  // What became of what waited: { told, doubles, refused, late, signedOut }.
  function report() {
    reporting ??= tellAll().finally(() => { reporting = null; });
    return reporting;
  }

  async function tellAll() {
    const sum = { told: 0, doubles: 0, refused: 0, late: 0, signedOut: false };
    given = await store.all("given");
    const unread = new Set(); // what the server cannot read holds up no other; it is kept, and told again another time
    for (let most = AT_ONCE; ;) {
      const some = ours().filter(({ id }) => !unread.has(id)).sort(undoneFirst).slice(0, most);
      if (!some.length) return sum;
      const answer = await ask("/till/happened", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ clock: iso(Date.now()), given: some.map(asTold) }),
      });
      if (!answer) return { ...sum, signedOut: true };
      if (answer.error) {
        if (some.length === 1) unread.add(some[0].id);
        most = 1;
        continue;
      }
      some.filter((one, nth) => one.isLast && !one.undone && answer.given[nth].why !== WAITS)
        .forEach((one) => spent.add(one.serial));
      await keepSpent();
      for (const [nth, { id, redemption, reversed_at: undoneAt, why }] of answer.given.entries()) {
        if (why === WAITS) {
          unread.add(id);
          continue;
        }
        if (redemption) became.set(id, redemption);
        if (!await settle(some[nth])) continue;
        sum.told++;
        if (some[nth].undone && redemption && !undoneAt) sum.late++;
        if (why === "already_redeemed") sum.doubles++;
        else if (why) sum.refused++;
      }
    }
  }

  // Fetches what a check needs: keys, offers, and the serials of what is spent, only the news where some are known.
  function prepare() {
    preparing ??= fetchAll().finally(() => { preparing = null; });
    return preparing;
  }

  async function fetchAll() {
    const [keys, offers] = [await ask("/till/keys.json"), await ask("/till/offers.json")];
    if (!keys || !offers) return false;
    const stale = Date.now() - kit.fetchedAt > ANEW_MS || Date.now() < kit.fetchedAt;
    let { after, since, withdrawn_since } = stale ? NOTHING : kit;
    const known = stale ? new Set() : spent;
    let isNew = stale, seenAt;
    for (let more = true; more;) {
      const news = await ask(`/till/spent.json?${new URLSearchParams({ after, since, withdrawn_since })}`);
      if (!news) return false;
      for (const serial of unpacked(news.back)) isNew = known.delete(serial) || isNew;
      for (const serial of [...unpacked(news.spent), ...unpacked(news.withdrawn)]) {
        isNew ||= !known.has(serial);
        known.add(serial);
      }
      ({ after, since, withdrawn_since, more } = news);
      seenAt = Date.parse(news.now);
    }
    spent = known;
    if (isNew) await keepSpent();
    await save({
      keys: keysOf(keys), offers: offers.offers, after, since, withdrawn_since,
      fetchedAt: stale ? Date.now() : kit.fetchedAt, ahead: Date.now() - seenAt, seenAt,
    });
    return true;
  }

  return {
    check, undo, report, prepare,
    get canCheck() { return kit.keys.length > 0; },
    redemptionOf: (id) => became.get(id),
    get waiting() { return ours().length; },
    get others() { // how many wait of other tills that this device was, by their names
      const found = {};
      for (const one of given) if (one.till !== till.mark) found[one.name] = (found[one.name] ?? 0) + 1;
      return Object.entries(found);
    },
  };
}

const no = (why, more = {}) => ({ view: "no", why, ...more });
const iso = (ms) => new Date(ms).toISOString();
const undoneFirst = (one, other) => Boolean(other.undone) - Boolean(one.undone) || one.clock - other.clock;

function asTold({ id, code, clock, undone }) {
  return { id, code, at: iso(clock), ...undone && { undone: { at: iso(undone.clock), reason: undone.reason } } };
}

// As app/rules/redemption.py has it: hours that go past midnight belong to the day on which they began.
function isOpen({ days, hours: [start, end] }, at, timeZone) {
  const local = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
      .formatToParts(at).map(({ type, value }) => [type, value]));
  const clock = `${local.hour}:${local.minute}`, goesPast = start >= end, isOfYesterday = goesPast && clock < end;
  if (start && !(goesPast ? clock >= start || clock < end : clock >= start && clock < end)) return false;
  const today = (WEEKDAYS.indexOf(local.weekday) + (isOfYesterday ? 6 : 0)) % 7;
  return !days.length || days.includes(today);
}

// The serial in a code: what stands before its seal.
function serialOf(code) {
  let value = 0n;
  for (const letter of code) value = value * BigInt(CODE_ALPHABET.length) + BigInt(CODE_ALPHABET.indexOf(letter));
  return Number(value >> SEAL_BITS);
}

function unpacked(packed) { // 4 bytes each, the larger byte first
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)), view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(4 * at));
}

// The answer's JSON; null where this browser is no till any more, or another one. Throws LineDown where nobody answers.
// Whoever asked too often (429) goes on where they were, once it is time.
async function asked(address, options) {
  let response;
  while ((response = await once(address, options)).status === 429) {
    const seconds = Number(response.headers.get("Retry-After")) || MOST_WAIT_S;
    await new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(seconds, MOST_WAIT_S)));
  }
  if (response.redirected || response.status === 403) return null;
  if (GATEWAY.includes(response.status)) throw new LineDown(`${address}: ${response.status}`);
  if (!response.ok && response.status !== 422) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

function once(address, options) {
  return fetch(address, { ...options, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    .catch((error) => { throw new LineDown(address, { cause: error }); });
}

// ---- IndexedDB, with promises

async function opened() {
  const request = indexedDB.open("till", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("kit");
    request.result.createObjectStore("given", { keyPath: "id" });
  };
  const base = await done(request);

  function within(name, mode, act) {
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(name, mode, { durability: "strict" }), asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
    });
  }

  return {
    get: (name, key) => within(name, "readonly", (store) => store.get(key)),
    all: (name) => within(name, "readonly", (store) => store.getAll()),
    put: (name, value, key) => within(name, "readwrite", (store) => store.put(value, key)),
    change: (name, key, change) => within(name, "readwrite", (store) => { // null: it goes
      const found = store.get(key);
      found.onsuccess = () => {
        const changed = change(found.result);
        if (changed === null) store.delete(key); else if (changed) store.put(changed);
      };
      return found;
    }),
  };
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
