// Reads what a coupon's QR symbol holds (app/rules/offline_seal.py says how it is written) and checks its seal with
// the public keys of /till/keys.json alone: for a till whose line is down. Ed25519 is the browser's own where it has
// it, else the arithmetic below; both say the same of every text. Nothing here is secret, so nothing need take equal time.

const ALPHABET = "BCDEFGHIJKLNOPRSTUVX", BASE = 20n;
const DOMAIN = "handbill.offline-seal.1:";
const CODE_LETTERS = 12, MOST_LETTERS = 250, SIGNATURE_BYTES = 64, HEAD_BYTES = 11, KEY_BYTES = 32;
const KINDS = ["percent", "amount", "item", "points"], FORMAT = 1;
const EPOCH_MS = Date.UTC(2025, 0, 1), MINUTE_MS = 60_000;

export class BadSeal extends Error {}

// {code, campaign, validFrom, validUntil, worth} of a text that one of the keys (32 bytes each) has sealed; throws
// BadSeal for every other text. worth is {kind: "percent", "amount" or "points", number: "39.9", currency: "EUR" or ""}
// or {kind: "item", words}. With native: false the browser's own Ed25519 is left alone.
export async function read(text, keys, { native = true } = {}) {
  const letters = text.toUpperCase().replace(/[\s-]/g, "");
  const code = letters.slice(0, CODE_LETTERS).replaceAll("Z", "Y"); // a scanner set up for another country
  const data = bytesOf(letters.slice(CODE_LETTERS));
  const told = data.subarray(0, -SIGNATURE_BYTES), signature = data.subarray(-SIGNATURE_BYTES);
  const signed = joined(new TextEncoder().encode(DOMAIN + code), told);
  for (const key of keys) {
    if (await isSigned(key, signature, signed, { native })) return { code, ...facts(told) };
  }
  throw new BadSeal("not one of ours");
}

// The keys of a JWK Set such as /till/keys.json gives, as bytes.
export function keysOf(set) {
  return set.keys.filter((key) => key.kty === "OKP" && key.crv === "Ed25519")
    .map((key) => Uint8Array.from(atob(key.x.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0)));
}

// Whether this is the key's Ed25519 signature of the bytes (RFC 8032, 5.1.7). What could be bent is refused: a number
// that is not reduced, a point written in a second way, and points of small order, which sign more than one text.
export async function isSigned(key, signature, signed, { native = true } = {}) {
  if (key.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  if (number(signature.subarray(32)) >= ORDER || isBent(key) || isBent(signature.subarray(0, 32))) return false;
  const own = native ? await byBrowser(key, signature, signed) : null;
  return own ?? byOurselves(key, signature, signed);
}

// ---- letters and facts

function bytesOf(letters) {
  let value = 0n, size = 0;
  if (letters.length > MOST_LETTERS) throw new BadSeal("too long");
  for (const letter of letters) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) throw new BadSeal("not our letters");
    value = value * BASE + BigInt(digit);
  }
  const room = BASE ** BigInt(letters.length);
  while (1n << BigInt(8 * (size + 1)) <= room) size++;
  const isFewest = letters.length > 0 && room / BASE < 1n << BigInt(8 * size);
  if (!isFewest || size <= SIGNATURE_BYTES || value >> BigInt(8 * size)) throw new BadSeal("not as we write");
  const data = new Uint8Array(size);
  for (let at = size - 1; at >= 0; at--, value >>= 8n) data[at] = Number(value & 255n);
  return data;
}

function facts(told) {
  if (told.length <= HEAD_BYTES || told[0] >> 4 !== FORMAT) throw new BadSeal("not this format");
  const moment = (at) => new Date(EPOCH_MS + MINUTE_MS * (told[at] << 16 | told[at + 1] << 8 | told[at + 2]));
  const campaign = Array.from(told.subarray(1, 5), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { campaign, validFrom: moment(5), validUntil: moment(8), worth: worthOf(told[0], told.subarray(HEAD_BYTES)) };
}

function worthOf(first, rest) {
  const kind = KINDS[first >> 2 & 3], decimals = first & 3;
  if (kind === "item") return { kind, words: wordsOf(rest) };
  const letters = kind === "amount" ? 3 : 0;
  let value = 0n;
  for (const byte of rest.subarray(letters)) value = value << 8n | BigInt(byte);
  const digits = value.toString().padStart(decimals + 1, "0"), point = digits.length - decimals;
  return {
    kind, number: decimals ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits,
    currency: String.fromCharCode(...rest.subarray(0, letters)),
  };
}

function wordsOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new BadSeal("no words");
  }
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

// ---- Ed25519

// The browser's answer; null where it does not know this kind of signature.
async function byBrowser(key, signature, signed) {
  try {
    const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, known, signature, signed);
  } catch (error) {
    if (error.name === "DataError") return false; // a key that is no point
    return null;
  }
}

// The curve −x² + y² = 1 + d·x²·y² over the integers modulo P; a point is [X, Y, Z, T] with x = X/Z, y = Y/Z and
// x·y = T/Z (RFC 8032, 5.1.4).
const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);
const NOUGHT = [0n, 1n, 1n, 0n];
const BASE_POINT = pointOf(mod(4n * power(5n, P - 2n)), 0n);
// The y of the eight points whose order divides 8.
const Y_OF_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL = new Set([0n, 1n, P - 1n, Y_OF_8, P - Y_OF_8]);

function mod(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (; exponent; exponent >>= 1n, base = mod(base * base)) if (exponent & 1n) result = mod(result * base);
  return result;
}

function number(bytes) { // least byte first
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = value << 8n | BigInt(bytes[at]);
  return value;
}

function isBent(encoded) {
  const y = number(encoded) & (1n << 255n) - 1n;
  return y >= P || SMALL.has(y);
}

// The point with this y, its x even or odd as `sign` says; null where there is none (RFC 8032, 5.1.3).
function pointOf(y, sign) {
  const above = mod(y * y - 1n), below = mod(D * y * y + 1n);
  let x = mod(above * below ** 3n * power(mod(above * below ** 7n), (P - 5n) / 8n));
  const square = mod(below * x * x);
  if (square === mod(-above)) x = mod(x * ROOT_OF_MINUS_1);
  else if (square !== above) return null;
  if (x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

function decoded(encoded) {
  const value = number(encoded);
  return pointOf(value & (1n << 255n) - 1n, value >> 255n);
}

function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = (y1 - x1) * (y2 - x2) % P, b = (y1 + x1) * (y2 + x2) % P;
  const c = 2n * D * t1 % P * t2 % P, d = 2n * z1 * z2 % P;
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function doubled([x, y, z]) {
  const a = x * x % P, b = y * y % P, h = a + b;
  const e = h - (x + y) ** 2n % P, g = a - b, f = 2n * z * z % P + g;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

// a·A + b·B, both at once, bit by bit from the highest.
function weighed(a, pointA, b, pointB) {
  const both = sum(pointA, pointB);
  let result = NOUGHT;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = doubled(result);
    const inA = a >> bit & 1n, inB = b >> bit & 1n;
    if (inA || inB) result = sum(result, inA && inB ? both : inA ? pointA : pointB);
  }
  return result;
}

async function byOurselves(key, signature, signed) {
  const point = decoded(key), first = signature.subarray(0, 32);
  if (!point) return false;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", joined(first, key, signed)));
  const [x, y, z, t] = point;
  // S·B = R + k·A, asked as R = S·B − k·A: then R need not be a point to be compared.
  const found = weighed(number(signature.subarray(32)), BASE_POINT, number(digest) % ORDER, [mod(-x), y, z, mod(-t)]);
  const inverse = power(found[2], P - 2n);
  const encoded = mod(found[1] * inverse) | (mod(found[0] * inverse) & 1n) << 255n;
  return encoded === number(first);
}
