/** The server's own limits (form_builder/kinds/photo_standard/pictures.py), with room to spare. */
export const LARGEST = 118_000;
const LONGEST = 640;
const SHORTEST = 60;

/** Sides that fit: never enlarged, the longer one at most `longest`. */
export function fitting(width: number, height: number, longest = LONGEST): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export class Unusable extends Error {
  constructor(readonly why: "small" | "broken") {
    super(why);
  }
}

/** A picture from the computer as a data URL small enough for a definition; made anew, so nothing else of the file comes along. */
export async function shrunk(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file).catch(() => Promise.reject(new Unusable("broken")));
  if (Math.min(picture.width, picture.height) < SHORTEST) throw new Unusable("small");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Unusable("broken");
  for (const longest of [LONGEST, 480, 360, 240]) {
    Object.assign(canvas, fitting(picture.width, picture.height, longest));
    if (Math.min(canvas.width, canvas.height) < SHORTEST) break;
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.9, 0.8, 0.7]) {
      const made = canvas.toDataURL("image/jpeg", quality);
      if (made.length * 0.75 <= LARGEST) return made;
    }
  }
  throw new Unusable("small");
}
