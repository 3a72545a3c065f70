/** The text of a Python file's bytes, in UTF-8 or in the encoding that one of its first two lines declares (PEP 263). */

export type DecodedText = { readonly text: string } | { readonly problem: string };

/** A comment with `coding: name` or `coding=name`, as Python looks for it. */
const declaration = /^[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;
const blankOrComment = /^[ \t\f]*(?:#[^\r\n]*)?$/;
/** Names of Python's that a text decoder calls otherwise. */
const otherNames = new Map([
  ['latin1', 'latin-1'],
  ['latin', 'latin-1'],
  ['l1', 'latin-1'],
  ['iso-8859-1', 'latin-1'],
  ['iso8859-1', 'latin-1'],
  ['iso-latin-1', 'latin-1'],
  ['utf8', 'utf-8'],
  ['utf-8-sig', 'utf-8'],
  ['cp936', 'gbk'],
  ['cp932', 'shift_jis'],
  ['euc-jp', 'euc-jp'],
]);
/** A declaration of the encoding is looked for in so many bytes of a line. */
const MOST_OF_DECLARATION = 1000;

/** A byte order mark is left out. The problem follows the words "This file". */
export function decodePython(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  if (encoding === 'latin-1') return { text: asciiOf(bytes) };
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch (error) {
    // A name that no decoder knows; Python's own that are unknown here lose nothing but letters in texts and comments.
    if (error instanceof RangeError) return { problem: `is written in ${encoding}, which cannot be read` };
    return { problem: `is not valid ${encoding === 'utf-8' ? 'UTF-8' : encoding}` };
  }
}

/** The encoding of a Python file, by the name that a text decoder knows it by; `latin-1` for the one that is each byte's own letter. */
export function encodingOf(bytes: Uint8Array): string {
  const declared = declaredEncoding(bytes);
  return otherNames.get(declared) ?? continued.exec(declared)?.[1] ?? declared;
}

/** Python reads these names whatever follows a dash: `utf-8-`, `utf-8-unix`, `latin-1-dos`. */
const continued = /^(utf-8|latin-1)-/;

/** The encoding that one of the first two lines declares, in lower case with dashes; `utf-8` without one. */
function declaredEncoding(bytes: Uint8Array): string {
  const [first = '', second = ''] = asciiOf(bytes.subarray(0, MOST_OF_DECLARATION)).split(/\r\n?|\n/, 2);
  const found = declaration.exec(first) ?? (blankOrComment.test(first) ? declaration.exec(second) : null);
  return found?.[1]?.toLowerCase().replaceAll('_', '-') ?? 'utf-8';
}

/** Each byte as the letter of its number: what Latin-1 is. */
function asciiOf(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += PIECE)
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + PIECE)));
  return pieces.join('');
}

/** Bytes that are decoded by one call: more arguments would overflow the stack. */
const PIECE = 8192;
