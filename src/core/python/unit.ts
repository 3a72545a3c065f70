import type { PartialParse, Tree } from '@lezer/common';
import { spendTime } from '../deadline';
import { answeredOnce } from './answered-tables';
import { parser } from './generated/parser.js';
import { readPlainList } from './read/plain-list';
import { Reading } from './read/reading';
import { readStatement } from './read/statements';
import type { Comment, Statement, Stretch, Unit } from './syntax';

/** A longer statement is data, not code: it is left unread, without calling it an error. */
const longestUnit = 1_000_000;

interface Content {
  readonly body: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly errors: readonly Stretch[];
  readonly tooDeep: readonly Stretch[];
}

/** A unit that is parsed when it is first looked into. What it holds depends on its text alone. */
export class ParsedUnit implements Unit {
  #content: Content | undefined;

  constructor(
    readonly uri: string,
    readonly text: string,
  ) {}

  /** Whether the unit was parsed, which it is when somebody first asks for its syntax. */
  get wasRead(): boolean {
    return this.#content !== undefined;
  }
  get body(): readonly Statement[] {
    return this.#parsed().body;
  }
  get comments(): readonly Comment[] {
    return this.#parsed().comments;
  }
  get hasError(): boolean {
    return this.#parsed().errors.length > 0;
  }
  /** Where the parser had to recover, relative to the unit. */
  get errors(): Content['errors'] {
    return this.#parsed().errors;
  }

  get tooDeep(): Content['tooDeep'] {
    return this.#parsed().tooDeep;
  }

  #parsed(): Content {
    return (this.#content ??= readUnit(this, this.text));
  }
}

const prepare = answeredOnce(parser);

/** What Lezer keeps while it parses. */
interface Progress extends PartialParse {
  bigReductionCount: number;
  readonly stacks: readonly { readonly stack: { readonly length: number } }[];
}

/** Some 2,600 levels of three entries each. From 8,400 on Lezer closes what is open as broken, in time and memory that grow with the square. */
const longestStack = 8_000;

/**
 * Lezer takes a long body for a deep chain of operators and ends it after some 300 statements. Its count is set back at each step;
 * what is really too deep fills the parser's stack, or overflows ours when the tree is built, and is given up.
 */
function parseTree(text: string): Tree | undefined {
  const parse = parser.startParse(text) as Progress;
  prepare(parse);
  try {
    for (;;) {
      spendTime();
      const tree = parse.advance();
      if (tree !== null) return tree;
      parse.bigReductionCount = 0;
      for (const { stack } of parse.stacks) if (stack.length > longestStack) return undefined;
    }
  } catch (problem) {
    if (problem instanceof RangeError) return undefined;
    throw problem;
  }
}

function readUnit(unit: Unit, text: string): Content {
  const list = text.length > longestUnit ? undefined : readPlainList(unit, text);
  return list === undefined ? parseUnit(unit, text) : { body: [list], comments: [], errors: [], tooDeep: [] };
}

/** What the parser reads in a unit. */
export function parseUnit(unit: Unit, text: string): Content {
  const everything = { start: 0, end: text.length };
  const unread = { body: [{ kind: 'Error', unit, ...everything }], comments: [], errors: [] } as const;
  if (text.length > longestUnit) return { ...unread, tooDeep: [] };
  const tree = parseTree(text);
  if (tree === undefined) return { ...unread, tooDeep: [everything] };
  const cursor = tree.cursor();
  const reading = new Reading(unit, text, cursor);
  const body: Statement[] = [];
  if (reading.enter()) {
    for (; reading.more; reading.next()) readStatement(reading, body);
    reading.leave();
  }
  return { body, comments: reading.comments, errors: reading.errors, tooDeep: reading.tooDeep };
}
