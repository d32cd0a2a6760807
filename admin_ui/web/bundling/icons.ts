/** Draws `mark.svg` as PNGs: the few shapes it has (a rect with round corners, paths of M l h c s z), nothing more. */

type Point = [number, number];

interface Shape {
  lines: Point[][];
  fill: Colour | null;
  stroke: Colour | null;
  width: number;
}

type Colour = [number, number, number];

const BOX = 32; // the mark's viewBox
const SAMPLES = 3; // per pixel and direction
const STEPS = 16; // straight pieces of a curve

function colour(text: string | undefined): Colour | null {
  if (!text || text === "none") return null;
  const hex = text.length === 4 ? [...text.slice(1)].map((digit) => digit + digit).join("") : text.slice(1);
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Colour;
}

function curve(from: Point, a: Point, b: Point, to: Point): Point[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const [t, u] = [(step + 1) / STEPS, 1 - (step + 1) / STEPS];
    return [0, 1].map((axis) => u * u * u * from[axis]! + 3 * u * u * t * a[axis]! + 3 * u * t * t * b[axis]! + t * t * t * to[axis]!) as Point;
  });
}

function pathOf(text: string): Point[][] {
  const lines: Point[][] = [];
  let at: Point = [0, 0];
  let control: Point | null = null;
  for (const [, command = "", rest = ""] of text.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest.match(/-?\d*\.?\d+/g) ?? []).map(Number);
    const line = lines.at(-1);
    if (command === "M") lines.push([(at = [numbers[0]!, numbers[1]!])]);
    else if (command === "l") for (let i = 0; i < numbers.length; i += 2) line!.push((at = [at[0] + numbers[i]!, at[1] + numbers[i + 1]!]));
    else if (command === "H") line!.push((at = [numbers[0]!, at[1]]));
    else if (command === "h") line!.push((at = [at[0] + numbers[0]!, at[1]]));
    else if (command === "c" || command === "s") {
      const size = command === "c" ? 6 : 4;
      for (let i = 0; i < numbers.length; i += size) {
        const near = (j: number): Point => [at[0] + numbers[i + j]!, at[1] + numbers[i + j + 1]!];
        const mirrored: Point = control ? [2 * at[0] - control[0], 2 * at[1] - control[1]] : at;
        const [a, b, to] = command === "c" ? [near(0), near(2), near(4)] : [mirrored, near(0), near(2)];
        line!.push(...curve(at, a, b, to));
        [control, at] = [b, to];
      }
      continue;
    } else if (command === "z") line!.push(line![0]!);
    else throw new Error(`mark.svg: no path command ${command}`);
    control = null;
  }
  return lines;
}

function rounded(width: number, height: number, r: number): Point[][] {
  const k = r * 0.5523;
  return [[
    [r, 0], [width - r, 0], ...curve([width - r, 0], [width - r + k, 0], [width, r - k], [width, r]),
    [width, height - r], ...curve([width, height - r], [width, height - r + k], [width - r + k, height], [width - r, height]),
    [r, height], ...curve([r, height], [r - k, height], [0, height - r + k], [0, height - r]),
    [0, r], ...curve([0, r], [0, r - k], [r - k, 0], [r, 0]),
  ]]; // prettier-ignore
}

function shapesOf(svg: string): Shape[] {
  return [...svg.matchAll(/<(rect|path)([^>]*)>/g)].map(([, kind, text = ""]) => {
    const said = Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const lines = kind === "rect" ? rounded(Number(said.width), Number(said.height), Number(said.rx ?? 0)) : pathOf(said.d ?? "");
    return { lines, fill: colour(said.fill ?? "#000"), stroke: colour(said.stroke), width: Number(said["stroke-width"] ?? 1) };
  });
}

/** Paints one line of samples: between every second crossing of the outline, and near the stroke. */
function paint(row: Uint8Array, shape: Shape, number: number, y: number, toX: (x: number) => number, toSample: (x: number) => number): void {
  const segments = shape.lines.flatMap((line) => line.slice(1).map((to, at) => [line[at]!, to] as const));
  if (shape.fill) {
    const crossings = segments
      .filter(([[, ay], [, by]]) => ay > y !== by > y)
      .map(([[ax, ay], [bx, by]]) => ax + ((y - ay) / (by - ay)) * (bx - ax))
      .sort((one, other) => one - other);
    for (let i = 0; i + 1 < crossings.length; i += 2) row.fill(number, Math.ceil(toSample(crossings[i]!)), Math.ceil(toSample(crossings[i + 1]!)));
  }
  if (!shape.stroke) return;
  const reach = shape.width / 2;
  for (const [[ax, ay], [bx, by]] of segments) {
    if (y < Math.min(ay, by) - reach || y > Math.max(ay, by) + reach) continue;
    const last = Math.min(row.length - 1, Math.floor(toSample(Math.max(ax, bx) + reach)));
    for (let sample = Math.max(0, Math.ceil(toSample(Math.min(ax, bx) - reach))); sample <= last; sample += 1) {
      const [x, dx, dy] = [toX(sample), bx - ax, by - ay];
      const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      if ((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2 <= reach * reach) row[sample] = number + 1;
    }
  }
}

/** RGBA of the mark. `full`: the ground goes to the edges (a mask cuts it), and the rest is smaller. */
function drawn(shapes: Shape[], size: number, full: boolean): Uint8Array {
  const colours = [null, ...shapes.flatMap(({ fill, stroke }) => [fill, stroke])]; // 0: nothing; each shape has two
  const scale = BOX / (size * SAMPLES * (full ? 0.78 : 1));
  const shift = full ? (BOX * (1 - 1 / 0.78)) / 2 : 0;
  const toX = (sample: number) => (sample + 0.5) * scale + shift;
  const toSample = (x: number) => (x - shift) / scale - 0.5;
  const pixels = new Uint8Array(size * size * 4);
  const sums = new Float64Array(size * 4);
  const row = new Uint8Array(size * SAMPLES);
  for (let line = 0; line < size; line += 1) {
    sums.fill(0);
    for (let part = 0; part < SAMPLES; part += 1) {
      row.fill(full ? 1 : 0);
      shapes.forEach((shape, at) => paint(row, shape, at * 2 + 1, toX(line * SAMPLES + part), toX, toSample));
      row.forEach((number, sample) => {
        const found = colours[number];
        const at = Math.floor(sample / SAMPLES) * 4;
        if (found) [...found, 1].forEach((value, channel) => (sums[at + channel]! += value));
      });
    }
    for (let at = 0; at < sums.length; at += 4) {
      const hit = sums[at + 3]!;
      if (hit) pixels.set([sums[at]! / hit, sums[at + 1]! / hit, sums[at + 2]! / hit, (hit * 255) / SAMPLES ** 2].map(Math.round), line * size * 4 + at);
    }
  }
  return pixels;
}

function crc(bytes: Uint8Array): number {
  let found = 0xffffffff;
  for (const byte of bytes) {
    found ^= byte;
    for (let bit = 0; bit < 8; bit += 1) found = found & 1 ? (found >>> 1) ^ 0xedb88320 : found >>> 1;
  }
  return (found ^ 0xffffffff) >>> 0;
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const made = new Uint8Array(body.length + 12);
  const view = new DataView(made.buffer);
  view.setUint32(0, body.length);
  made.set(new TextEncoder().encode(name), 4);
  made.set(body, 8);
  view.setUint32(body.length + 8, crc(made.subarray(4, body.length + 8)));
  return made;
}

/** The mark as a PNG. */
export async function icon(svg: string, size: number, full: boolean): Promise<Uint8Array> {
  const pixels = drawn(shapesOf(svg), size, full);
  const rows = new Uint8Array(size * (size * 4 + 1)); // each row begins with its filter: none
  for (let row = 0; row < size; row += 1) rows.set(pixels.subarray(row * size * 4, (row + 1) * size * 4), row * (size * 4 + 1) + 1);
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, size);
  new DataView(head.buffer).setUint32(4, size);
  head.set([8, 6, 0, 0, 0], 8);
  const body = new Uint8Array(await new Response(packed).arrayBuffer());
  const signature = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const parts = [signature, chunk("IHDR", head), chunk("IDAT", body), chunk("IEND", new Uint8Array())];
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}
