/** A text in the bytes of the file that it comes from: same encoding, byte order mark kept. */
import { decodePython, encodingOf } from '../core/python/encoding';
import type { Problem } from './disk';

const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** The bytes of a text that replaces what a file of these bytes holds; a problem where its encoding cannot spell it. */
export function encodeLike(original: Uint8Array, text: string): Uint8Array | Problem {
  const encoding = encodingOf(original);
  const bytes =
    encoding === 'utf-8'
      ? Buffer.concat([startsWithMark(original) ? MARK : new Uint8Array(), Buffer.from(text)])
      : encodeWith(spellings(original, encoding), text);
  const decoded = bytes && decodePython(bytes);
  // What is written must be read again as what was meant, under its own declaration.
  if (bytes === undefined || decoded === undefined || !('text' in decoded) || decoded.text !== text)
    return { problem: `cannot be written in ${encoding}` };
  return bytes;
}

function startsWithMark(bytes: Uint8Array): boolean {
  return MARK.every((byte, index) => bytes[index] === byte);
}

function encodeWith(known: ReadonlyMap<string, Uint8Array>, text: string): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  for (const character of text) {
    const piece = character < '\x80' ? Uint8Array.of(character.charCodeAt(0)) : known.get(character);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** How the file itself spells each character that is not ASCII: a decoder knows the way there, and none the way back. */
function spellings(bytes: Uint8Array, encoding: string): ReadonlyMap<string, Uint8Array> {
  const known = new Map<string, Uint8Array>();
  if (encoding === 'latin-1') {
    for (let byte = 0x80; byte <= 0xff; byte++) known.set(String.fromCharCode(byte), Uint8Array.of(byte));
    return known;
  }
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let start = 0;
  for (let end = 1; end <= bytes.length; end++) {
    const character = decoder.decode(bytes.subarray(end - 1, end), { stream: true });
    if (character === '') continue;
    if (character >= '\x80' && !known.has(character)) known.set(character, bytes.slice(start, end));
    start = end;
  }
  return known;
}
