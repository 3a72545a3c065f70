/** Text from files and file names as a terminal may have it: what would move the cursor, colour or reorder is shown instead of sent. */

const UNSEEN = /[\0-\x1F\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]|[\uD800-\uDFFF]/gu;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** One line without control characters: `\x1b`, `\n`, `\u202e`; a byte that is not UTF-8 as `\xff`. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, show);
}

/** A line of source, whose tabs stay what they are, and in which every character keeps its width. */
export function visibleExcerpt(line: string): string {
  return line.replaceAll(UNSEEN, (character) => (character === '\t' ? '\t' : '\uFFFD'));
}

/** JSON says the same with escapes for characters that a terminal would act on. */
export function visibleJson(value: unknown, indentation?: number): string {
  return JSON.stringify(value, undefined, indentation).replaceAll(
    /[\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => `\\u${hexadecimal(character.charCodeAt(0), 4)}`,
  );
}

function show(character: string): string {
  const code = character.charCodeAt(0);
  const byte = code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code;
  return NAMED.get(character) ?? (byte < 0x100 ? `\\x${hexadecimal(byte, 2)}` : `\\u${hexadecimal(byte, 4)}`);
}

function hexadecimal(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
