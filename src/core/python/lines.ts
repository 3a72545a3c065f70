/** Turns offsets into lines and columns and back. Line breaks are `\n`, `\r\n` and a lone `\r`, as in an editor. */
export class LineTable {
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    for (let offset = 0; offset < text.length; offset++) {
      const code = text.charCodeAt(offset);
      if (code === 10 || (code === 13 && text.charCodeAt(offset + 1) !== 10)) this.#starts.push(offset + 1);
    }
  }

  /** 1-based line and column of an offset, clamped to the text. */
  positionAt(offset: number): { readonly line: number; readonly column: number } {
    const clamped = Math.min(Math.max(0, offset), this.text.length);
    const index = lastAtMost(this.#starts, clamped);
    return { line: index + 1, column: clamped - (this.#starts[index] ?? 0) + 1 };
  }

  /** Offset of a 1-based line and column, clamped to the line and the text. */
  offsetAt(line: number, column: number): number {
    if (line < 1) return 0;
    const start = this.#starts[line - 1];
    if (start === undefined) return this.text.length;
    const next = this.#starts[line];
    let end = next === undefined ? this.text.length : next - 1;
    if (next !== undefined && end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return Math.min(Math.max(start, start + column - 1), end);
  }
}

/** Index of the last element of an ascending list that is at most `value`; 0 where none is. */
export function lastAtMost(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
