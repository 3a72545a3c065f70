/** What editors have in common: documents with lines, and an analysis whose offsets stand somewhere in them. */
import type { LensDocument, OffsetRange } from '../core/service';

/** Line and UTF-16 column, both from 0. */
export interface Point {
  readonly line: number;
  readonly character: number;
}
export interface Span {
  readonly start: Point;
  readonly end: Point;
}

/** One version of what is analysed as a whole, a Python file or a notebook. */
export interface EditorView<Document> {
  readonly lens: LensDocument;
  /** The editor's documents in it: the file itself, or the Python cells. */
  readonly documents: readonly Document[];
  /** Where a range stands in the editor; undefined for what lies between two cells. */
  locate(range: OffsetRange): PlaceIn<Document> | undefined;
}

export interface PlaceIn<Document> {
  readonly document: Document;
  readonly range: Span;
}

/** The text of a document by its lines. */
export interface Lines<Document> {
  count(document: Document): number;
  text(document: Document, line: number): string;
  lineEnd(document: Document): '\n' | '\r\n';
}

/** Whether two spans share a place; those that only touch do. */
export function touches(one: Span, other: Span): boolean {
  return !isBefore(one.end, other.start) && !isBefore(other.end, one.start);
}

function isBefore(one: Point, other: Point): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}

/** From offsets of a text to positions in it. */
export function pointsIn(text: string): (offset: number) => Point {
  return (offset) => {
    const before = text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return { line: before.split('\n').length - 1, character: offset - lineStart };
  };
}
