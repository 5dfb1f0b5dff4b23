// Reads a QR code in a picture: model 2 of ISO/IEC 18004, versions 1 to 40, however it is held and lit.
//
//   read(imageData) → the text, or null
//
// A picture becomes a field of ink: how much darker each pixel is than what surrounds it. The rings of three finder
// patterns say how the symbol lies, in perspective; then each module is asked for its ink, and the code repairs what is
// wrong. Else other fields are tried, and at last grids are moved and bent. A worker's script answers each ImageData.

const MOST_HOPES = 2; // grids that are worth the dear tries

export function read(image) {
  const hopes = [];
  for (const field of fields(grey(image))) {
    for (const laid of grids(field)) {
      const grid = aligned(laid), text = textOn(grid);
      if (text) return text;
      hopes.push(grid);
    }
  }
  for (const hope of hopes.sort(byFit).slice(0, MOST_HOPES)) {
    for (const grid of adjusted(hope)) {
      const text = textOn(grid);
      if (text) return text;
    }
  }
  return null;
}

const byFit = (one, other) => other.fit - one.fit;
const listed = (length, make) => Array.from({ length }, (_, i) => make(i));

if (typeof DedicatedWorkerGlobalScope !== "undefined") onmessage = ({ data }) => postMessage(read(data));

// ---- light: from colours to ink

const BLOCK = 4; // pixels a side
const NEAR = 5, VERY_NEAR = 2, WIDER = 4; // blocks around one that make its threshold, and times as many
const NOISE = 12; // variance of a surface that is all of one grey

// Where to look, the likely first: { width, height, ink }, positive where dark.
function* fields(picture) {
  const small = half(picture);
  for (const reach of [NEAR, VERY_NEAR]) {
    for (const sized of [picture, small]) {
      const field = inked(sized, reach);
      yield field;
      if (reach === NEAR) yield { ...field, ink: field.ink.map((dark) => -dark) };
    }
  }
}

function grey({ data, width, height }) {
  const light = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < light.length; i++, j += 4) {
    light[i] = (77 * data[j] + 151 * data[j + 1] + 28 * data[j + 2]) >> 8;
  }
  return { width, height, light };
}

// Half as wide and high, each pixel the mean of four.
function half({ width: stride, height: rows, light: from }) {
  const width = stride >> 1, height = rows >> 1, light = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, j = 2 * y * stride; x < width; x++, i++, j += 2) {
      light[i] = (from[j] + from[j + 1] + from[j + stride] + from[j + stride + 1]) >> 2;
    }
  }
  return { width, height, light };
}

// The field of a picture: thresholds, known in the middles of blocks, less light.
function inked(picture, reach) {
  const { width, height, light } = picture, { limits, across, down } = thresholds(picture, reach);
  const ink = new Int16Array(width * height), row = new Float64Array(across + 1);
  const place = (pixel) => Math.max(0, (pixel + 0.5) / BLOCK - 0.5), places = Float64Array.from(listed(width, place));
  for (let y = 0, i = 0; y < height; y++) {
    const above = place(y) | 0, start = above * across, next = above + 1 < down ? across : 0, share = place(y) - above;
    for (let x = 0, i = start; x < across; x++, i++) row[x] = limits[i] + (limits[i + next] - limits[i]) * share;
    row[across] = row[across - 1];
    for (let x = 0; x < width; x++, i++) {
      const left = places[x] | 0;
      ink[i] = row[left] + (row[left + 1] - row[left]) * (places[x] - left) - light[i];
    }
  }
  return { width, height, ink };
}

// For each block the mean light of all, of wide and of near surroundings, as far as these have contrast.
function thresholds({ width, height, light }, reach) {
  const across = Math.ceil(width / BLOCK), down = Math.ceil(height / BLOCK), stride = across + 1;
  const [sums, squares] = tables(width, light, stride, down + 1);
  const limits = new Float64Array(across * down).fill(sums.at(-1) / light.length);
  for (const radius of [WIDER * reach, reach]) {
    for (let y = 0, i = 0; y < down; y++) {
      const top = Math.max(0, y - radius), bottom = Math.min(down, y + radius + 1);
      const from = top * stride, to = bottom * stride, high = Math.min(height, bottom * BLOCK) - top * BLOCK;
      for (let x = 0; x < across; x++, i++) {
        const left = Math.max(0, x - radius), right = Math.min(across, x + radius + 1);
        const pixels = high * (Math.min(width, right * BLOCK) - left * BLOCK);
        const sumOf = (table) => table[to + right] + table[from + left] - table[to + left] - table[from + right];
        const mean = sumOf(sums) / pixels, variance = sumOf(squares) / pixels - mean * mean;
        limits[i] += (mean - limits[i]) * variance / (variance + NOISE);
      }
    }
  }
  return { limits, across, down };
}

// Sums of light and of its squares over the blocks above and to the left.
function tables(width, light, stride, rows) {
  const sums = new Float64Array(stride * rows), squares = sums.slice();
  for (let i = 0, y = 0; i < light.length; y++) {
    for (let block = ((y / BLOCK | 0) + 1) * stride + 1, end = i + width; i < end; block++) {
      for (const stop = Math.min(i + BLOCK, end); i < stop; i++) {
        sums[block] += light[i];
        squares[block] += light[i] * light[i];
      }
    }
  }
  for (const table of [sums, squares]) {
    for (let i = stride; i < table.length; i++) {
      if (i % stride) table[i] += table[i - 1] + table[i - stride] - table[i - stride - 1];
    }
  }
  return [sums, squares];
}

// The ink at a place between the middles of pixels.
function inkAt({ width, height, ink }, x, y) {
  x = Math.min(Math.max(x, 0), width - 1.001);
  y = Math.min(Math.max(y, 0), height - 1.001);
  const left = x | 0, top = y | 0, right = x - left, i = top * width + left, j = i + width;
  const upper = ink[i] + (ink[i + 1] - ink[i]) * right, lower = ink[j] + (ink[j + 1] - ink[j]) * right;
  return upper + (lower - upper) * (y - top);
}

// ---- finder patterns: dark and light in runs of 1:1:3:1:1, across, down and askew

const MOST_FINDERS = 14, MOST_TRIPLES = 12, MOST_DOUBT = 3;
const SLACK = 0.75, CENTRE_SLACK = 1.5; // modules by which a run may be longer or shorter
const REACH = 14; // modules within which a finder's edges are, however it is tilted
const FAR_EDGE = 4; // times as far as the first the third may be
const FEWEST = 9; // modules between finders, measured; really 14
const ASKEW = Math.SQRT1_2, STAR = [[1, 0], [ASKEW, ASKEW], [0, 1], [-ASKEW, ASKEW]];

// The clearest finders: { x, y, size, hits }, a module's pixels and the rows that cross it.
function finders(field) {
  const { width, height, ink } = field, found = [];
  for (let y = 0; y < height; y++) {
    let a = -Infinity, b = a, c = a, d = a, e = a, before = -1; // the last edges, and the last ink
    for (let x = 0, i = y * width; x <= width; x++, i++) {
      const now = x < width ? ink[i] : -1;
      if (now > 0 !== before > 0) {
        const edge = x - 1 + before / (before - now);
        if (before > 0 && isFinder(b - a, c - b, d - c, e - d, edge - e)) {
          take(field, found, { x: (c + d) / 2, y, size: (edge - a) / 7, hits: 1 });
        }
        a = b; b = c; c = d; d = e; e = edge;
      }
      before = now;
    }
  }
  return found.sort((one, other) => clearness(other) - clearness(one)).slice(0, MOST_FINDERS);
}

// Two or three rows cross a finder for each module; chance makes them small, or crossed less.
const clearness = ({ hits, size }) => hits * Math.min(1, hits / size / 2);

function isFinder(a, b, c, d, e) {
  const module = (a + b + c + d + e) / 7, isOne = (run) => Math.abs(run - module) < SLACK * module;
  return Math.abs(c - 3 * module) < CENTRE_SLACK * module && isOne(a) && isOne(b) && isOne(d) && isOne(e);
}

// Adds a finder, if it is one in other directions as well.
function take(field, found, finder) {
  const isHere = ({ x, y, size }) => Math.abs(x - finder.x) < 1.5 * size && Math.abs(y - finder.y) < 2 * size;
  const known = found.find(isHere);
  if (known) return void known.hits++;
  const down = centred(field, finder, 0, 1), across = down && centred(field, finder, 1, 0);
  if (!across) return;
  finder.size = Math.sqrt(across * down);
  if (!centred(field, finder, ASKEW, ASKEW) && !centred(field, finder, ASKEW, -ASKEW)) return;
  for (let round = 0; round < 3; round++) for (const [dx, dy] of STAR) centred(field, finder, dx, dy);
  if (!found.some(isHere)) found.push(finder);
}

// Moves a finder to its middle on a line: a module's size, or null where it is none.
function centred(field, finder, dx, dy) {
  const there = edges(field, finder, dx, dy), back = there && edges(field, finder, -dx, -dy);
  if (!back) return null;
  const [a, b, c] = back, [d, e, f] = there;
  if (!isFinder(c - b, b - a, a + d, e - d, f - e)) return null;
  finder.x += dx * (d - a) / 2;
  finder.y += dy * (d - a) / 2;
  return (c + f) / 7;
}

// How far three edges are from a finder's middle, or null; beyond the picture all is light.
function edges(field, { x, y, size }, dx, dy) {
  const found = [];
  let most = REACH * size, before = inkAt(field, x, y);
  if (before <= 0) return null;
  for (let far = 1; far <= most; far++) {
    const toX = x + far * dx, toY = y + far * dy;
    const isOut = toX < 0 || toY < 0 || toX > field.width - 1 || toY > field.height - 1;
    const now = isOut ? -1 : inkAt(field, toX, toY);
    if (now > 0 !== before > 0) {
      found.push(far - 1 + before / (before - now));
      if (found.length === 3) return found;
      if (found.length === 1) most = Math.min(most, FAR_EDGE * far + 2);
    }
    if (isOut) return null;
    before = now;
  }
  return null;
}

// Threes that may be of one symbol, the likely first: the one in the corner, on its row, on its column.
function triples(found) {
  const all = [];
  for (const corner of found) {
    for (const right of found) {
      for (const below of found) {
        const doubt = doubtOf(corner, right, below);
        if (doubt < MOST_DOUBT) all.push([corner, right, below, doubt]);
      }
    }
  }
  return all.sort((one, other) => one[3] - other[3]).slice(0, MOST_TRIPLES);
}

// How unlike a symbol three finders lie: 0 for clear ones straight on.
function doubtOf(corner, right, below) {
  const ax = right.x - corner.x, ay = right.y - corner.y, bx = below.x - corner.x, by = below.y - corner.y;
  if (ax * by <= ay * bx) return Infinity; // clockwise from row to column; what is mirrored is read so
  const row = modulesBetween(corner, right), column = modulesBetween(corner, below);
  if (Math.min(row, column) < FEWEST) return Infinity;
  const cosine = (ax * bx + ay * by) / (Math.hypot(ax, ay) * Math.hypot(bx, by)), three = [corner, right, below];
  const sizes = three.map(({ size }) => size), rows = three.map(({ hits, size }) => hits / size);
  return 0.7 * (Math.abs(cosine) + Math.abs(Math.log(row / column))) + Math.log(Math.max(...sizes) / Math.min(...sizes))
    + Math.max(0, 2 - Math.min(...rows));
}

// Sizes are those of rows and columns, which cross a turned finder askew.
function modulesBetween(one, other) {
  const dx = other.x - one.x, dy = other.y - one.y;
  return (dx * dx + dy * dy) / (Math.sqrt(one.size * other.size) * Math.max(Math.abs(dx), Math.abs(dy)));
}

// ---- grids: where in the picture the middle of each module is, by column and row

const VERSIONS = listed(40, (i) => i + 1);
const RINGS = [1.5, 2.5, 3.5]; // modules from a finder's middle to its edges
const LEAST_FIT = 0.28, FAIR_FIT = 0.7; // chance gets no further; bent paper leaves as much
const LEAST_LIKENESS = 0.6;
const NOWHERE = { x: 0, y: 0 };
const ALIGNMENT = listed(25, (i) => [i % 5 - 2, (i / 5 | 0) - 2, [6, 7, 8, 11, 13, 16, 17, 18].includes(i) ? -1 : 1]);

// The grids that fit a field: for each triple those of the one or two likely sizes.
function* grids(field) {
  for (const triple of triples(finders(field))) {
    const [row, column] = [triple[1], triple[2]].map((finder) => measured(field, triple[0], finder));
    const guess = ((row.modules + column.modules) / 2 - 10) / 4, slack = 1 + guess / 20;
    const near = VERSIONS.filter((version) => Math.abs(version - guess) < slack);
    const all = near.map((version) => laid(field, 4 * version + 17, triple, row, column));
    yield* all.filter(({ fit }) => fit > LEAST_FIT).sort(byFit).slice(0, 2);
  }
}

// The line between two finders: direction, length in pixels and modules, edges.
function measured(field, one, other) {
  const far = Math.hypot(other.x - one.x, other.y - one.y), dx = (other.x - one.x) / far, dy = (other.y - one.y) / far;
  const rings = (finder, way) => edges(field, finder, way * dx, way * dy)
    ?? RINGS.map((ring) => ring * finder.size * Math.max(Math.abs(dx), Math.abs(dy)));
  const near = [rings(one, -1), rings(one, 1)], away = [rings(other, -1), rings(other, 1)];
  const wide = Math.sqrt((near[0][2] + near[1][2]) * (away[0][2] + away[1][2])); // in perspective, too
  return { dx, dy, far, near, away, modules: 7 * far / wide };
}

// The grid of a size: edges on two lines say all of the perspective.
function laid(field, size, triple, row, column) {
  const [{ x, y }] = triple, points = [];
  for (const [line, right, below] of [[row, 1, 0], [column, 0, 1]]) {
    const mark = (module, far) => {
      points.push({ u: 3 + module * right, v: 3 + module * below, x: x + far * line.dx, y: y + far * line.dy });
    };
    RINGS.forEach((ring, i) => {
      mark(-ring, -line.near[0][i]);
      mark(ring, line.near[1][i]);
      mark(size - 7 - ring, line.far - line.away[0][i]);
      mark(size - 7 + ring, line.far + line.away[1][i]);
    });
  }
  return drawn({ field, size, triple }, points);
}

function drawn(grid, points) {
  const view = fitted(points);
  return { ...grid, points, view, fit: view ? fitOf({ ...grid, view }) : -1 };
}

// The perspective from u, v to x, y, by least squares, or null.
function fitted(points) {
  const rows = listed(8, () => new Float64Array(9)), [{ x: x0, y: y0 }] = points;
  for (const { u, v, x, y, weight = 1 } of points) {
    const dx = x - x0, dy = y - y0;
    for (const line of [[u, v, 1, 0, 0, 0, -u * dx, -v * dx, dx], [0, 0, 0, u, v, 1, -u * dy, -v * dy, dy]]) {
      for (let i = 0; i < 8; i++) for (let j = 0; j < 9; j++) rows[i][j] += weight * line[i] * line[j];
    }
  }
  if (!solve(rows)) return null;
  const [ax, bx, cx, ay, by, cy, g, h] = rows.map((row) => row[8]);
  return [ax + g * x0, bx + h * x0, cx + x0, ay + g * y0, by + h * y0, cy + y0, g, h];
}

// Turns the last column of equations into their solution.
function solve(rows) {
  for (let i = 0; i < rows.length; i++) {
    const best = rows.slice(i).reduce((best, row, j) => (Math.abs(row[i]) > Math.abs(rows[best][i]) ? i + j : best), i);
    [rows[i], rows[best]] = [rows[best], rows[i]];
    const pivot = rows[i][i];
    if (!(Math.abs(pivot) > 1e-12)) return false;
    for (let k = i; k < rows[i].length; k++) rows[i][k] /= pivot;
    for (const row of rows) {
      const factor = row[i];
      if (row !== rows[i] && factor) for (let k = i; k < row.length; k++) row[k] -= factor * rows[i][k];
    }
  }
  return true;
}

// Where in the picture a module is.
function placeOf({ view: [ax, bx, cx, ay, by, cy, g, h], mesh }, u, v) {
  const w = 1 + g * u + h * v;
  let x = (ax * u + bx * v + cx) / w, y = (ay * u + by * v + cy) / w;
  if (mesh) {
    const across = mesh.weights[u + 1], down = mesh.weights[v + 1];
    for (let j = 0; j < down.length; j++) {
      for (let i = 0; i < across.length; i++) {
        x += down[j] * across[i] * mesh.shifts[j][i].x;
        y += down[j] * across[i] * mesh.shifts[j][i].y;
      }
    }
  }
  return { x, y };
}

// A grid shifted where some rows and columns cross, and smoothly between.
function meshed(grid, steps, shifts) {
  return { ...grid, mesh: { shifts, weights: listed(grid.size + 2, (i) => weightsOf(steps, i - 1)) } };
}

// What points weigh at a place: a cubic through the two beside it, with slopes by those beyond.
function weightsOf(steps, at) {
  const weights = new Float64Array(steps.length), last = steps.length - 1;
  const i = Math.max(0, Math.min(last, steps.findIndex((step, i) => i === last || step > at)) - 1);
  const wide = steps[i + 1] - steps[i], p = (at - steps[i]) / wide, q = 1 - p;
  weights[i] += (1 + 2 * p) * q * q;
  weights[i + 1] += (1 + 2 * q) * p * p;
  for (const [node, share] of [[i, wide * p * q * q], [i + 1, -wide * p * p * q]]) {
    const from = Math.max(0, node - 1), to = Math.min(last, node + 1), far = steps[to] - steps[from];
    weights[to] += share / far;
    weights[from] -= share / far;
  }
  return weights;
}

// How well the grid has the modules that are known: 1 for all, about 0 by chance.
function fitOf(grid) {
  const known = knownOf(grid.size);
  let agreed = 0;
  for (const [u, v, what] of known) {
    const { x, y } = placeOf(grid, u, v);
    agreed += what * inkAt(grid.field, x, y) > 0 ? 1 : -1;
  }
  return agreed / known.length;
}

// The grid through the last alignment pattern, where it fits better so.
function aligned(grid) {
  const last = grid.size - 7, far = grid.size > 21 && sought(grid, last, last, 1 + last / 12);
  const better = far && drawn(grid, [...grid.points, { ...far, weight: 12 }]);
  return better && better.fit >= grid.fit ? better : grid;
}

// The alignment pattern within `reach` modules of its place: { u, v, x, y }, or null.
function sought(grid, u, v, reach, shift = NOWHERE) {
  const { x, y } = placeOf(grid, u, v), right = placeOf(grid, u + 1, v), below = placeOf(grid, u, v + 1);
  const place = (i, j) => ({
    x: x + shift.x + i * (right.x - x) + j * (below.x - x),
    y: y + shift.y + i * (right.y - y) + j * (below.y - y),
  });
  let best = { i: 0, j: 0, likeness: LEAST_LIKENESS };
  const look = (i, j) => {
    let like = 0, most = 1e-9;
    for (const [u, v, what] of ALIGNMENT) {
      const { x, y } = place(i + u, j + v), ink = inkAt(grid.field, x, y);
      like += what * ink;
      most += Math.abs(ink);
    }
    const likeness = like / most - 0.02 * Math.hypot(i, j);
    if (likeness > best.likeness) best = { i, j, likeness };
  };
  const around = (i, j, reach, step) => {
    for (let y = -reach; y <= reach; y += step) for (let x = -reach; x <= reach; x += step) look(i + x, j + y);
  };
  around(0, 0, reach, 0.5);
  if (best.likeness === LEAST_LIKENESS) return null;
  for (const step of [0.25, 0.12]) around(best.i, best.j, step, step);
  return { u, v, ...place(best.i, best.j) };
}

// The grid moved, then bent, as alignment patterns say or as modules are clearest.
function* adjusted(grid) {
  const low = 3, high = grid.size - 4, middle = (low + high) / 2;
  const corners = [[low, low], [high, low], [low, high], [high, high]]
    .map(([u, v]) => ({ u, v, ...placeOf(grid, u, v) }));
  const straight = climbed(corners, () => ({ ...grid, view: fitted(corners) }));
  yield straight;
  if (grid.size < 45) {
    const shifts = listed(3, () => listed(3, () => ({ ...NOWHERE })));
    const bent = meshed(straight, [low, middle, high], shifts);
    yield climbed(shifts.flat().filter((_, i) => i % 2 || i === 4), () => bent);
  } else {
    const bent = followed(grid);
    yield bent;
    if (fitOf(bent) > FAIR_FIT) yield climbed(bent.mesh.shifts.flat(), () => bent);
  }
}

// The grid through all alignment patterns, each sought where those before lead.
function followed(grid) {
  const { size, triple } = grid, steps = alignmentSteps(size), last = steps.length - 1, shifts = steps.map(() => []);
  const shift = (to, u, v) => {
    const { x, y } = placeOf(grid, u, v);
    return { x: to.x - x, y: to.y - y };
  };
  shifts[0][0] = shift(triple[0], 3, 3);
  shifts[0][last] = shift(triple[1], size - 4, 3);
  shifts[last][0] = shift(triple[2], 3, size - 4);
  for (let j = 0; j <= last; j++) {
    for (let i = 0; i <= last; i++) {
      if (shifts[j][i]) continue;
      const left = shifts[j][i - 1], above = shifts[j - 1]?.[i], before = shifts[j - 1]?.[i - 1];
      const led = left && above ? { x: left.x + above.x - before.x, y: left.y + above.y - before.y } : left ?? above;
      const found = sought(grid, steps[i], steps[j], 2, led);
      shifts[j][i] = found ? shift(found, steps[i], steps[j]) : led;
    }
  }
  return meshed(grid, steps, shifts);
}

const PLACES = 350; // modules that say how sure a grid is, besides the known ones
const HALF_SURE = 20;

// The grid that points make, moved until it is surest: known modules are right, and all clear.
function climbed(points, made) {
  const { field, size } = made(), places = [...knownOf(size)], stride = Math.max(1, Math.round(size * size / PLACES));
  for (let i = 0; i < size * size; i += stride) places.push([i % size, i / size | 0, 0]);
  const near = placeOf(made(), 3, 3), far = placeOf(made(), size - 4, 3);
  const module = Math.hypot(far.x - near.x, far.y - near.y) / (size - 7);
  const sureness = () => {
    const grid = made();
    let sum = grid.view ? 0 : -Infinity;
    for (const [u, v, what] of grid.view ? places : []) {
      const { x, y } = placeOf(grid, u, v), ink = inkAt(field, x, y), sure = ink / (Math.abs(ink) + HALF_SURE);
      sum += what ? what * sure : Math.abs(sure) / 2;
    }
    return sum;
  };
  let best = sureness();
  for (const step of [0.8, 0.4, 0.2, 0.1]) {
    for (let round = 0, better = true; better && round < 3; round++) {
      better = false;
      for (const point of points) {
        for (const [axis, way] of [["x", step], ["x", -step], ["y", step], ["y", -step]]) {
          const old = point[axis];
          point[axis] += way * module;
          const now = sureness();
          if (now > best) { best = now; better = true; } else point[axis] = old;
        }
      }
    }
  }
  return made();
}

// ---- modules: what each is for, and whether it is dark

const DARK = 1, LIGHT = -1, FORMAT = 2; // the same in every symbol of a size, or not; 0 is data
const MOST_KNOWN = 600;
const SPREAD = 0.6; // ink that a blurred module has given to its neighbours
const kept = (make, made = []) => (size) => (made[size] ??= make(size));

// The text under a grid, as it is or against blur, or null.
function textOn(grid) {
  const { size } = grid, across = size + 2, values = new Float64Array(across * across);
  for (let i = 0; i < values.length; i++) {
    const { x, y } = placeOf(grid, i % across - 1, (i / across | 0) - 1);
    values[i] = inkAt(grid.field, x, y);
  }
  for (const spread of [0, SPREAD]) {
    const dark = listed(size * size, (i) => {
      const at = ((i / size | 0) + 1) * across + i % size + 1;
      const around = values[at - 1] + values[at + 1] + values[at - across] + values[at + across];
      return values[at] + spread * (values[at] - around / 4) > 0 ? 1 : 0;
    });
    const text = decode(dark, size);
    if (text) return text;
  }
  return null;
}

// What each module of a symbol is, row by row.
const frame = kept((size) => {
  const modules = new Int8Array(size * size), set = (x, y, what) => { modules[y * size + x] ||= what; };
  const square = (x, y, radius, isDark) => {
    for (let v = Math.max(0, y - radius); v <= Math.min(size - 1, y + radius); v++) {
      for (let u = Math.max(0, x - radius); u <= Math.min(size - 1, x + radius); u++) {
        set(u, v, isDark(Math.max(Math.abs(u - x), Math.abs(v - y))) ? DARK : LIGHT);
      }
    }
  };
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, (ring) => ring < 2 || ring === 3);
  const steps = alignmentSteps(size);
  for (const y of steps) for (const x of steps) if (!modules[y * size + x]) square(x, y, 2, (ring) => ring !== 1);
  for (let i = 8; i < size - 8; i++) for (const [x, y] of [[i, 6], [6, i]]) set(x, y, i % 2 ? LIGHT : DARK);
  for (const [x, y] of formatPlaces(size).flat()) set(x, y, FORMAT);
  set(8, size - 8, DARK);
  const version = withRemainder((size - 17) / 4, 0x1f25, 12); // written twice from version 7 on (7.10)
  for (let bit = 0; size > 41 && bit < 18; bit++) {
    const near = bit / 3 | 0, far = size - 11 + bit % 3, what = version >> bit & 1 ? DARK : LIGHT;
    set(far, near, what);
    set(near, far, what);
  }
  return modules;
});

// The modules that are known, [x, y, DARK or LIGHT]; where they are many, some.
const knownOf = kept((size) => {
  const all = Array.from(frame(size), (what, i) => [i % size, i / size | 0, what]).filter(([, , what]) => what % 2);
  return all.filter((_, i) => i % Math.ceil(all.length / MOST_KNOWN) === 0);
});

// The rows and columns of alignment patterns (annex E).
function alignmentSteps(size) {
  const version = (size - 17) / 4, spaces = (version / 7 | 0) + 1;
  const step = version === 32 ? 26 : Math.ceil((size - 13) / (2 * spaces)) * 2;
  return version < 2 ? [] : [6, ...listed(spaces, (i) => size - 7 - (spaces - 1 - i) * step)];
}

// Where the fifteen bits of the format are, twice, the lowest first (7.9).
function formatPlaces(size) {
  return [
    listed(15, (i) => (i < 8 ? [8, i < 6 ? i : i + 1] : [i === 8 ? 7 : 14 - i, 8])),
    listed(15, (i) => (i < 8 ? [size - 1 - i, 8] : [8, size - 15 + i])),
  ];
}

// ---- words: the format, and the data under its mask

const LEVELS = "MLHQ";
const FORMATS = listed(32, (number) => withRemainder(number, 0x537, 10) ^ 0x5412);
const MASKS = [ // turned over where 0 (table 10)
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => ((y >> 1) + (x / 3 | 0)) % 2,
  (x, y) => x * y % 2 + x * y % 3, (x, y) => (x * y % 2 + x * y % 3) % 2, (x, y) => ((x + y) % 2 + x * y % 3) % 2,
];

// A BCH code: a number, and the remainder of its division by a polynomial.
function withRemainder(number, polynomial, degree) {
  let rest = number << degree;
  for (let bit = 5; bit >= 0; bit--) if (rest >> (bit + degree) & 1) rest ^= polynomial << bit;
  return number << degree | rest;
}

// The text of a square of modules, as it is or mirrored, or null.
function decode(dark, size) {
  for (const modules of [dark, dark.map((_, i) => dark[(i % size) * size + (i / size | 0)])]) {
    for (const format of new Set(formatPlaces(size).map((places) => formatAt(modules, size, places)))) {
      const words = format >= 0 && wordsOf(modules, size, MASKS[format & 7]);
      const data = words && corrected(words, (size - 17) / 4, LEVELS[format >> 3]), text = data && textOf(data, size);
      if (text) return text;
    }
  }
  return null;
}

// The format that differs from what is written in at most three bits, or -1.
function formatAt(modules, size, places) {
  const wrongIn = (code) => places.filter(([x, y], bit) => modules[y * size + x] !== (code >> bit & 1)).length;
  return FORMATS.findIndex((code) => wrongIn(code) < 4);
}

// The codewords, up and down in columns two wide from the bottom right (7.7.3).
function wordsOf(modules, size, mask) {
  const words = [], known = frame(size);
  let word = 1, isUp = true;
  for (let right = size - 1; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right = 5; // the timing pattern has a column of its own
    for (let i = 0; i < 2 * size; i++) {
      const x = right - i % 2, y = isUp ? size - 1 - (i >> 1) : i >> 1;
      if (known[y * size + x]) continue;
      word = word << 1 | modules[y * size + x] ^ (mask(x, y) ? 0 : 1);
      if (word > 255) { words.push(word & 255); word = 1; }
    }
  }
  return words;
}

// ---- blocks: Reed and Solomon's code over GF(256) repairs them

// For each version one sign, ( for 0 (table 9): words of a block that repair it, and blocks.
const REPAIRS = {
  L: "/27<B:<@F:<@BF>@DFDDDDFFBDFFFFFFFFFFFFFF", M: "28B:@8:>>BF>>@@DDBBBBDDDDDDDDDDDDDDDDDDD",
  Q: "5>:B:@:><@DB@<F@DDBFDFFFFDFFFFFFFFFFFFFF", H: "9D>8>DBB@D@D>@@FDDBDF@FFFFFFFFFFFFFFFFFF",
};
const BLOCKS = {
  L: ")))))****,,,,,..../0011244456789:;;<=>@A", M: ")))**,,,---01122356899:<=?ABDEGIKMNPSUWY",
  Q: "))**,,..000248498:=<??ACEJJKNPSUX[]`cfil", H: "))*,,,-.003388:8;=AAAJFHKMPRUX[^adgjnruy",
};
const KEPT = { L: [3, 2, 1], M: [2], Q: [1], H: [1] }; // words that repair nothing, lest it be wrong

const POWERS = new Uint8Array(510), LOGS = new Uint8Array(256);
for (let i = 0, power = 1; i < 255; i++) {
  POWERS[i] = POWERS[i + 255] = power;
  LOGS[power] = i;
  power = power << 1 ^ (power > 127 ? 0x11d : 0);
}
const times = (one, other) => (one && other ? POWERS[LOGS[one] + LOGS[other]] : 0);
const over = (one, other) => (one ? POWERS[LOGS[one] + 255 - LOGS[other]] : 0);
const valueOf = (polynomial, x) => polynomial.reduceRight((sum, factor) => times(sum, x) ^ factor, 0);

// The words of data, repaired; null where too many are wrong.
function corrected(words, version, level) {
  const [repairs, count] = [REPAIRS, BLOCKS].map((table) => table[level].charCodeAt(version - 1) - 40), data = [];
  const most = (repairs - (KEPT[level][version - 1] ?? 0)) >> 1, size = Math.floor(words.length / count) - repairs;
  const longs = words.length % count, rest = words.length - count * repairs; // the last blocks have a word more
  for (let block = 0; block < count; block++) {
    const own = listed(size, (i) => words[i * count + block]);
    if (block >= count - longs) own.push(words[rest - count + block]);
    for (let i = rest + block; i < words.length; i += count) own.push(words[i]);
    if (!repair(own, repairs, most)) return null;
    data.push(...own.slice(0, -repairs));
  }
  return data;
}

// Puts a block right; false where more than `most` words are wrong.
function repair(words, repairs, most) {
  const syndromes = listed(repairs, (i) => words.reduce((sum, word) => times(sum, POWERS[i]) ^ word, 0));
  if (!syndromes.some(Boolean)) return true;
  const locator = locatorOf(syndromes), errors = locator.length - 1, wrong = [];
  if (errors > most) return false;
  words.forEach((_, i) => {
    const inverse = POWERS[256 + i - words.length];
    if (valueOf(locator, inverse) === 0) wrong.push([i, inverse]);
  });
  if (wrong.length !== errors) return false;
  const values = listed(errors, (i) => oddAt(locator, syndromes, i));
  const slopes = locator.map((factor, i) => (i % 2 ? factor : 0)).slice(1);
  for (const [i, inverse] of wrong) { // Forney
    words[i] ^= over(over(valueOf(values, inverse), valueOf(slopes, inverse)), inverse);
  }
  return true;
}

function oddAt(locator, syndromes, k) {
  return locator.reduce((sum, factor, i) => sum ^ times(factor, syndromes[k - i] ?? 0), 0);
}

// The polynomial whose zeros tell the wrong words, its lowest factor first (Berlekamp and Massey).
function locatorOf(syndromes) {
  let locator = [1], former = [1], length = 0, gap = 0, last = 1;
  syndromes.forEach((_, k) => {
    gap++;
    const odd = oddAt(locator, syndromes, k), old = locator, factor = over(odd, last);
    if (!odd) return;
    const longest = Math.max(old.length, former.length + gap);
    locator = listed(longest, (i) => (old[i] ?? 0) ^ times(factor, former[i - gap] ?? 0));
    if (2 * length <= k) [length, former, last, gap] = [k + 1 - length, old, odd, 0];
  });
  return locator.slice(0, length + 1);
}

// ---- text: segments of digits, of letters, of bytes in some character set, of kanji

const END = 0, SETS = 7, KANJI = 8; // modes
const LATIN1 = "latin1"; // the Encoding Standard's is another
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const CHARACTER_SETS = { // by number of ECI (AIM ITS/04-023), as the Encoding Standard calls them
  1: LATIN1, 3: LATIN1, 20: "shift_jis", 21: "windows-1250", 22: "windows-1251", 23: "windows-1252", 24: "windows-1256",
  25: "utf-16be", 26: "utf-8", 27: "utf-8", 28: "big5", 29: "gbk", 30: "euc-kr", 32: "gb18030",
};
for (let part = 2; part < 17; part++) CHARACTER_SETS[part + 2] = `iso-8859-${part}`;

// By mode: the bits of a length in small, middle, large symbols; what reads so many as bytes.
const SEGMENTS = {
  1: [[10, 12, 14], (count, take) => inGroups(count, 3, (n) => String(take([0, 4, 7, 10][n])).padStart(n, "0"))],
  2: [[9, 11, 13], (count, take) => inGroups(count, 2, (n) => {
    const number = take([0, 6, 11][n]);
    return n === 1 ? LETTERS[number] ?? "" : LETTERS[number / 45 | 0] + LETTERS[number % 45];
  })],
  4: [[8, 16, 16], (count, take) => listed(count, () => take(8))],
  [KANJI]: [[8, 10, 12], (count, take) => listed(count, () => {
    const number = take(13), pair = (number / 0xc0 | 0) << 8 | number % 0xc0;
    const code = pair + (pair < 0x1f00 ? 0x8140 : 0xc140);
    return [code >> 8, code & 255];
  }).flat()],
};

function inGroups(count, most, write) {
  let text = "";
  for (let left = count; left > 0; left -= most) text += write(Math.min(left, most));
  return text.length === count ? Array.from(text, (letter) => letter.charCodeAt(0)) : null;
}

function textOf(words, size) {
  const runs = [];
  let place = 0, charset = "";
  const take = (bits) => {
    let number = 0;
    for (; bits; bits--, place++) number = number << 1 | words[place >> 3] >> (7 - (place & 7)) & 1;
    return number;
  };
  while (place + 4 <= 8 * words.length) {
    const mode = take(4);
    if (mode === END) break;
    if (mode === SETS) {
      const first = take(8);
      charset = CHARACTER_SETS[first < 128 ? first : (first & 63) << 8 | take(8)];
      if (!charset) return null;
    } else {
      const [bits, written] = SEGMENTS[mode] ?? [];
      const bytes = bits && written(take(bits[size < 57 ? 0 : size < 125 ? 1 : 2]), take);
      if (!bytes || place > 8 * words.length) return null;
      runs.push({ charset: mode === KANJI ? "shift_jis" : charset, bytes });
    }
  }
  return decoded(runs);
}

// Without a character set it is UTF-8, as everybody writes, or the standard's Latin-1.
function decoded(runs) {
  let text = "";
  for (let i = 0; i < runs.length;) {
    const { charset } = runs[i], bytes = [];
    for (; i < runs.length && runs[i].charset === charset; i++) bytes.push(...runs[i].bytes);
    const part = inSet(bytes, charset || "utf-8") ?? (charset ? null : inSet(bytes, LATIN1));
    if (part === null) return null;
    text += part;
  }
  return text;
}

function inSet(bytes, charset) {
  if (charset === LATIN1) return bytes.map((byte) => String.fromCharCode(byte)).join("");
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}
