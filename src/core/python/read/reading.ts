import type { TreeCursor } from '@lezer/common';
import type { Comment, Expression, MissingExpression, Statement, Stretch, Unit } from '../syntax';

/** Nesting beyond which an expression or statement is given up as missing; keeps every recursion over the tree bounded. */
export const deepestNesting = 500;

/** Reads the statements of the `Body` under the cursor. Compound statements are handed it: it knows them all. */
export type BodyReader = (reading: Reading) => readonly Statement[];

/**
 * One walk of the parser's tree of a unit. It steps over comments and errors and keeps them.
 * Invariant: `more` tells whether the cursor stands on a piece of the node that was entered last.
 */
export class Reading {
  readonly comments: Comment[] = [];
  readonly errors: Stretch[] = [];
  readonly tooDeep: Stretch[] = [];
  more = true;
  depth = 0;

  constructor(
    readonly unit: Unit,
    readonly text: string,
    readonly cursor: TreeCursor,
  ) {}

  name(): string {
    return this.cursor.type.name;
  }
  get start(): number {
    return this.cursor.from;
  }
  get end(): number {
    return this.cursor.to;
  }

  /** Text of the node under the cursor. */
  source(): string {
    return this.text.slice(this.cursor.from, this.cursor.to);
  }

  /** A name as Python compares it: letters that are variants of each other are the same. */
  identifier(): string {
    const id = this.source();
    return /[^\0-\x7f]/.test(id) ? id.normalize('NFKC') : id;
  }

  /** Steps to the first piece of this node. False, and where it was, when there is none. */
  enter(): boolean {
    if (!this.cursor.firstChild()) return false;
    this.more = true;
    this.#settle();
    if (this.more) return true;
    this.leave();
    return false;
  }

  /** Steps to the next piece. */
  next(): boolean {
    this.more = this.cursor.nextSibling();
    if (this.more) this.#settle();
    return this.more;
  }

  /** Back to the node that was entered, over the rest of its pieces. */
  leave(): void {
    while (this.more) this.next();
    this.cursor.parent();
    this.more = true;
  }

  /** Records every error and comment below this node without reading it. */
  skip(): void {
    if (!this.enter()) return;
    for (; this.more; this.next()) this.skip();
    this.leave();
  }

  error(start: number, end: number): void {
    this.errors.push({ start, end });
  }

  missing(start: number, end = start): MissingExpression {
    return { kind: 'Missing', unit: this.unit, start, end };
  }

  /** Runs a reader one level deeper, unless that is too deep. */
  deeper<T extends Expression>(read: () => T): T | MissingExpression {
    if (this.depth >= deepestNesting) {
      this.tooDeep.push({ start: this.start, end: this.end });
      return this.missing(this.start, this.end);
    }
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  #settle(): void {
    do {
      const type = this.cursor.type;
      if (type.isError) this.error(this.cursor.from, this.cursor.to);
      else if (type.name === 'Comment')
        this.comments.push({ start: this.cursor.from, end: this.cursor.to, text: this.source() });
      else return;
    } while ((this.more = this.cursor.nextSibling()));
  }
}

/** The place of the node under the cursor. */
export function place({ unit, cursor }: Reading) {
  return { unit, start: cursor.from, end: cursor.to };
}
