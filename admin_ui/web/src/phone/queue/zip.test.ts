import { expect, test } from "vitest";
import { crc32, zip } from "./zip";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the check sum is that of the standard", () => {
  expect(crc32(bytes("123456789")).toString(16)).toBe("cbf43926");
});

test("an archive says where everything is", async () => {
  const made = new DataView(await zip([{ name: "a.txt", bytes: bytes("hello") }, { name: "照片/1.jpg", bytes: bytes("x") }]).arrayBuffer());
  const end = made.byteLength - 22;
  expect(made.getUint32(end, true)).toBe(0x06054b50);
  expect(made.getUint16(end + 10, true)).toBe(2);
  const directory = made.getUint32(end + 16, true);
  expect(made.getUint32(directory, true)).toBe(0x02014b50);
  expect(directory + made.getUint32(end + 12, true)).toBe(end);
  const second = directory + 46 + 5; // its entry follows that of "a.txt"
  expect(made.getUint32(made.getUint32(second + 42, true), true)).toBe(0x04034b50);
});
