import * as vscode from 'vscode';
import type { OffsetRange } from '../core/service';
import { pointsIn, type Span } from '../editor/view';

export function toRange({ start, end }: Span): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** From offsets of a text to the editor's ranges. */
export function rangesIn(text: string): (range: OffsetRange) => vscode.Range {
  const toPoint = pointsIn(text);
  return ({ start, end }) => toRange({ start: toPoint(start), end: toPoint(end) });
}
