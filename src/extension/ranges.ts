import * as vscode from 'vscode';
import type { Span } from '../editor/view';

export function toRange({ start, end }: Span): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
