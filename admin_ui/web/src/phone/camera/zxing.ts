/** Codes read by ZXing, where the browser has no reader of its own. */

import { BarcodeFormat, BinaryBitmap, DecodeHintType, HybridBinarizer, MultiFormatReader, RGBLuminanceSource } from "@zxing/library";

const FORMATS: Record<string, BarcodeFormat> = {
  ean_13: BarcodeFormat.EAN_13,
  ean_8: BarcodeFormat.EAN_8,
  upc_a: BarcodeFormat.UPC_A,
  code_128: BarcodeFormat.CODE_128,
  code_39: BarcodeFormat.CODE_39,
  itf: BarcodeFormat.ITF,
  qr_code: BarcodeFormat.QR_CODE,
  data_matrix: BarcodeFormat.DATA_MATRIX,
};
/** Enough for a code that fills a third of the picture, and quick. */
const WIDTH = 800;

export function reader(formats: string[]): (source: HTMLVideoElement | HTMLCanvasElement) => Promise<string | null> {
  const wanted = (formats.length ? formats : Object.keys(FORMATS)).map((name) => FORMATS[name]).filter((one) => one !== undefined);
  const hints = new Map<DecodeHintType, unknown>([[DecodeHintType.POSSIBLE_FORMATS, wanted], [DecodeHintType.TRY_HARDER, true]]); // prettier-ignore
  const codes = new MultiFormatReader();
  codes.setHints(hints);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (source) => {
    const [width, height] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    if (!pen || !width) return null;
    canvas.width = Math.min(WIDTH, width);
    canvas.height = Math.round((height * canvas.width) / width);
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const grey = new Uint8ClampedArray(canvas.width * canvas.height);
    for (let at = 0; at < grey.length; at += 1) grey[at] = (data[at * 4]! * 77 + data[at * 4 + 1]! * 150 + data[at * 4 + 2]! * 29) >> 8;
    try {
      return codes.decodeWithState(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, canvas.width, canvas.height)))).getText();
    } catch {
      return null; // nothing to read in this picture
    }
  };
}
