import { parser } from './generated/parser.js';
import { Reading } from './read/reading';
import { readStatement } from './read/statements';
import type { Comment, Statement, Unit } from './syntax';

interface Content {
  readonly body: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly errors: readonly { readonly start: number; readonly end: number }[];
}

/** A unit that is parsed when it is first looked into. What it holds depends on its text alone. */
export class ParsedUnit implements Unit {
  #content: Content | undefined;

  constructor(
    readonly uri: string,
    readonly text: string,
  ) {}

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

  #parsed(): Content {
    return (this.#content ??= parseUnit(this, this.text));
  }
}

function parseUnit(unit: Unit, text: string): Content {
  const cursor = parser.parse(text).cursor();
  const reading = new Reading(unit, text, cursor);
  const body: Statement[] = [];
  if (reading.enter()) {
    for (; reading.more; reading.next()) readStatement(reading, body);
    reading.leave();
  }
  return { body, comments: reading.comments, errors: reading.errors };
}
