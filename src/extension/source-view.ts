import type * as vscode from 'vscode';
import type { LensDocument, OffsetRange } from '../core/service';

/** One version of what is analysed as a whole, a Python file or a notebook, and the way between its offsets and the editor's documents. */
export interface SourceView {
  /** Of the file or the notebook: what settings and configuration files are looked up for. */
  readonly resource: vscode.Uri;
  readonly lens: LensDocument;
  /** The editor's documents in it: the file itself, or the Python cells. */
  readonly documents: readonly vscode.TextDocument[];
  /** Offset of a position; undefined for a document that is not part of this. */
  offsetAt(document: vscode.TextDocument, position: vscode.Position): number | undefined;
  /** Where a range stands in the editor; undefined for what lies between two cells. */
  locate(range: OffsetRange): PlaceInEditor | undefined;
}

export interface PlaceInEditor {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}
