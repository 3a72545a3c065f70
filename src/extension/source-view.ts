import type * as vscode from 'vscode';
import type { OffsetRange } from '../core/service';
import type { EditorView } from '../editor/view';

/** An analysis in VS Code, and the way between its offsets and the editor's documents. */
export interface SourceView extends EditorView<vscode.TextDocument> {
  /** Of the file or the notebook: what settings and configuration files are looked up for. */
  readonly resource: vscode.Uri;
  /** Offset of a position; undefined for a document that is not part of this. */
  offsetAt(document: vscode.TextDocument, position: vscode.Position): number | undefined;
  locate(range: OffsetRange): PlaceInEditor | undefined;
}

export interface PlaceInEditor {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}
