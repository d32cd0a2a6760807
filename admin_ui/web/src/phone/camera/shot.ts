/** Makes the picture that is sent: scaled down, with time, place and person printed on it. */

import type { Place } from "../data/shapes";

const QUALITY = 0.86;

export interface Shot {
  bytes: ArrayBuffer;
  taken_at: string;
  location: Place | null;
}

export interface Source {
  image: CanvasImageSource;
  width: number;
  height: number;
}

/** The size after scaling down to a longest side, but not below a shorter side that is demanded; never larger than it was. */
export function scaled(width: number, height: number, longest: number, least = 0): [number, number] {
  const by = Math.min(1, Math.max(longest / Math.max(width, height), least / Math.min(width, height)));
  return [Math.max(1, Math.round(width * by)), Math.max(1, Math.round(height * by))];
}

/** A JPEG of a picture; `longest` and `least` in pixels. `lines`: what is printed at its foot; none: nothing is. */
export async function picture({ image, width, height }: Source, longest: number, least: number, lines: string[]): Promise<ArrayBuffer> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = scaled(width, height, longest, least);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  if (lines.length) print(pen, canvas.width, canvas.height, lines);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) throw new Error("no picture");
  return blob.arrayBuffer();
}

function print(pen: CanvasRenderingContext2D, width: number, height: number, lines: string[]): void {
  const size = Math.max(12, Math.round(Math.min(width, height) / 32));
  const step = Math.round(size * 1.45);
  const top = height - step * lines.length - size;
  pen.fillStyle = "rgb(15 36 56 / 62%)";
  pen.fillRect(0, top, width, height - top);
  pen.fillStyle = "#ffffff";
  pen.textBaseline = "top";
  pen.font = `${size}px "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif`;
  lines.forEach((line, at) => pen.fillText(line, size, top + size / 2 + at * step, width - 2 * size));
}
