/**
 * Patterns of paths, matched in time proportional to pattern × path whatever the pattern is: they stand in files that come with other people's
 * projects. `*` and `?` stay within a name, `**` as a whole name stands for any folders, `[a-z]` and `[!a-z]` are sets of characters,
 * `{a,b}` are alternatives where the syntax has them, a backslash takes what follows literally. Names that begin with a dot are names.
 */

export interface GlobSyntax {
  /** Git's patterns have none. */
  readonly braces: boolean;
  readonly ignoreCase: boolean;
}

/** Whether a whole path, its parts separated by `/`, is what the pattern describes. */
export type Glob = (path: string) => boolean;

type Accepts = (character: string) => boolean;

type Part =
  | { readonly kind: 'one'; readonly accepts: Accepts }
  /** Any characters of one name. */
  | { readonly kind: 'name' }
  /** Any characters. */
  | { readonly kind: 'anything' }
  /** No folder, or folders each with the slash behind it. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'choice'; readonly options: readonly (readonly Part[])[] };

const SLASH = '/';
const isSlash: Accepts = (character) => character === SLASH;
const isAny: Accepts = () => true;
const isOfName: Accepts = (character) => character !== SLASH;

export function compileGlob(pattern: string, syntax: GlobSyntax): Glob {
  const characters = [...pattern];
  const { parts } = new Reader(characters, syntax).sequence(0, characters.length, true);
  const machine = new Machine();
  const start = machine.add(parts, machine.end);
  return (path) => machine.matches(start, syntax.ignoreCase ? path.toLowerCase() : path);
}

interface Sequence {
  readonly parts: readonly Part[];
  /** Whether a name may begin behind it. */
  readonly atStart: boolean;
}

class Reader {
  /** Where each brace that has a partner ends. */
  private readonly closing: ReadonlyMap<number, number>;

  constructor(
    private readonly characters: readonly string[],
    private readonly syntax: GlobSyntax,
  ) {
    this.closing = syntax.braces ? partners(characters) : new Map();
  }

  sequence(from: number, end: number, begins: boolean): Sequence {
    const parts: Part[] = [];
    let atStart = begins;
    let position = from;
    const at = (offset: number): string | undefined =>
      position + offset < end ? this.characters[position + offset] : undefined;
    while (position < end) {
      const character = at(0) ?? '';
      if (character === '*') {
        let stars = 1;
        while (at(stars) === '*') stars += 1;
        const folders = stars === 2 && atStart;
        if (folders && at(2) === SLASH) {
          parts.push({ kind: 'folders' });
          position += 3;
          continue;
        }
        if (folders && at(2) === undefined && end === this.characters.length)
          parts.push({ kind: 'one', accepts: isAny }, { kind: 'anything' });
        else parts.push({ kind: 'name' });
        position += stars;
        atStart = false;
        continue;
      }
      const closing = character === '{' ? this.closing.get(position) : undefined;
      if (closing !== undefined && closing < end) {
        const options = this.options(position + 1, closing, atStart);
        parts.push({ kind: 'choice', options: options.map((option) => option.parts) });
        atStart = options.every((option) => option.atStart);
        position = closing + 1;
        continue;
      }
      const set = character === '[' ? this.set(position, end) : undefined;
      if (set !== undefined) {
        parts.push({ kind: 'one', accepts: set.accepts });
        position = set.end;
      } else if (character === '[' && !this.syntax.braces) {
        // To Git a set that is never closed matches nothing.
        parts.push({ kind: 'one', accepts: () => false });
        position += 1;
      } else if (character === '?') {
        parts.push({ kind: 'one', accepts: isOfName });
        position += 1;
      } else {
        const escaped = character === '\\' ? at(1) : undefined;
        const wanted = this.folded(escaped ?? character);
        parts.push({ kind: 'one', accepts: (one) => one === wanted });
        position += escaped === undefined ? 1 : 2;
        atStart = wanted === SLASH;
        continue;
      }
      atStart = false;
    }
    return { parts, atStart };
  }

  private options(from: number, end: number, atStart: boolean): readonly Sequence[] {
    const options: Sequence[] = [];
    let begin = from;
    for (let position = from; position <= end; position += 1) {
      if (position === end || this.characters[position] === ',') {
        options.push(this.sequence(begin, position, atStart));
        begin = position + 1;
      } else if (this.characters[position] === '\\') position += 1;
      else position = this.closing.get(position) ?? position;
    }
    return options;
  }

  /** The set that begins at a bracket; undefined where the bracket is never closed and means itself. */
  private set(from: number, end: number): { readonly accepts: Accepts; readonly end: number } | undefined {
    let position = from + 1;
    const first = this.characters[position];
    const negated = first === '!' || first === '^';
    if (negated) position += 1;
    const tests: Accepts[] = [];
    for (let isFirst = true; position < end; isFirst = false) {
      let character = this.characters[position] ?? '';
      if (character === ']' && !isFirst) {
        const accepts: Accepts = (one) => one !== SLASH && tests.some((test) => test(one)) !== negated;
        return { accepts, end: position + 1 };
      }
      if (character === '[' && this.characters[position + 1] === ':') {
        const close = this.characters.indexOf(']', position + 2);
        const name = this.characters.slice(position + 2, close - 1).join('');
        const known = CLASSES.get(name);
        if (close !== -1 && close < end && this.characters[close - 1] === ':' && known !== undefined) {
          tests.push((one) => known.test(one));
          position = close + 1;
          continue;
        }
      }
      const read = (): string => {
        let one = this.characters[position] ?? '';
        if (one === '\\' && position + 1 < end) one = this.characters[(position += 1)] ?? '';
        position += 1;
        return this.folded(one);
      };
      character = read();
      const last = this.characters[position + 1];
      if (this.characters[position] === '-' && last !== undefined && last !== ']' && position + 1 < end) {
        position += 1;
        const [low, high] = [character.codePointAt(0) ?? 0, read().codePointAt(0) ?? 0];
        tests.push((one) => {
          const code = one.codePointAt(0) ?? -1;
          return low <= code && code <= high;
        });
      } else tests.push((one) => one === character);
    }
    return undefined;
  }

  private folded(text: string): string {
    return this.syntax.ignoreCase ? text.toLowerCase() : text;
  }
}

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[A-Za-z0-9]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[ \t]/],
  ['digit', /[0-9]/],
  ['lower', /[a-z]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /\s/],
  ['upper', /[A-Z]/],
  ['xdigit', /[0-9A-Fa-f]/],
]);

/** Braces that have both a partner and a comma between them; others mean themselves. */
function partners(characters: readonly string[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: { readonly position: number; comma: boolean }[] = [];
  for (let position = 0; position < characters.length; position += 1) {
    const character = characters[position];
    if (character === '\\') position += 1;
    else if (character === '{') open.push({ position, comma: false });
    else if (character === ',') {
      const inner = open.at(-1);
      if (inner !== undefined) inner.comma = true;
    } else if (character === '}') {
      const inner = open.pop();
      if (inner?.comma === true) closing.set(inner.position, position);
    }
  }
  return closing;
}

/** States that are followed all at once, so that no path is tried twice. */
class Machine {
  readonly end = 0;
  private readonly accepts: (Accepts | undefined)[] = [undefined];
  private readonly next: number[][] = [[]];

  /** Gives the state from which these parts lead to another. */
  add(parts: readonly Part[], to: number): number {
    return parts.reduceRight((after, part) => this.part(part, after), to);
  }

  matches(start: number, path: string): boolean {
    const reached = new Int32Array(this.next.length).fill(-1);
    let states: number[] = [];
    this.reach(start, states, reached, 0);
    let step = 0;
    for (const character of path) {
      step += 1;
      const following: number[] = [];
      for (const state of states) {
        if (this.accepts[state]?.(character) !== true) continue;
        for (const next of this.next[state] ?? []) this.reach(next, following, reached, step);
      }
      states = following;
      if (states.length === 0 && reached[this.end] !== step) return false;
    }
    return reached[this.end] === step;
  }

  private reach(start: number, states: number[], reached: Int32Array, step: number): void {
    const waiting = [start];
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      if (reached[state] === step) continue;
      reached[state] = step;
      if (this.accepts[state] !== undefined) states.push(state);
      else waiting.push(...(this.next[state] ?? []));
    }
  }

  private state(accepts: Accepts | undefined, ...next: number[]): number {
    this.accepts.push(accepts);
    this.next.push(next);
    return this.next.length - 1;
  }

  private part(part: Part, to: number): number {
    switch (part.kind) {
      case 'one':
        return this.state(part.accepts, to);
      case 'name':
        return this.loop(isOfName, to);
      case 'anything':
        return this.loop(isAny, to);
      case 'folders':
        return this.state(undefined, to, this.loop(isAny, this.state(isSlash, to)));
      case 'choice':
        return this.state(undefined, ...part.options.map((option) => this.add(option, to)));
    }
  }

  private loop(accepts: Accepts, to: number): number {
    const fork = this.state(undefined, to);
    this.next[fork]?.push(this.state(accepts, fork));
    return fork;
  }
}
