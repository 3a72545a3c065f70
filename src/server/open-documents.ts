/** The documents that an editor has open, as its notifications tell. Both threads keep them: a new worker is told everything once more. */
import type { NotebookCell, NotebookDocument, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextChange } from '../core/python/syntax';
import type { DocumentChange } from './messages';

/** The number that the protocol gives to a cell of code. */
const CODE = 2;

export class OpenDocuments {
  readonly #texts = new Map<string, TextDocument>();
  readonly #notebooks = new Map<string, NotebookDocument>();

  /** `edited` hears of every edit of a text, and of texts that were replaced or closed: their edits lead nowhere. */
  constructor(
    private readonly edited: (uri: string, changes: readonly TextChange[] | undefined) => void = () =>
      undefined,
  ) {}

  apply(change: DocumentChange): void {
    switch (change.kind) {
      case 'open': {
        const { uri, languageId, version, text } = change.params.textDocument;
        this.#open(uri, languageId, version, text);
        break;
      }
      case 'change':
        this.#change(change.params.textDocument, change.params.contentChanges);
        break;
      case 'close':
        this.#close(change.params.textDocument.uri);
        break;
      case 'open-notebook': {
        const { notebookDocument, cellTextDocuments } = change.params;
        this.#notebooks.set(notebookDocument.uri, notebookDocument);
        for (const { uri, languageId, version, text } of cellTextDocuments)
          this.#open(uri, languageId, version, text);
        break;
      }
      case 'change-notebook':
        this.#changeNotebook(change.params);
        break;
      case 'close-notebook':
        this.#notebooks.delete(change.params.notebookDocument.uri);
        for (const { uri } of change.params.cellTextDocuments) this.#close(uri);
        break;
    }
  }

  text(uri: string): TextDocument | undefined {
    return this.#texts.get(uri);
  }

  /** What a document is analysed as: its notebook, else itself. Undefined for what is no Python or not open. */
  unitOf(uri: string): string | undefined {
    if (this.#notebooks.has(uri)) return uri;
    const document = this.#texts.get(uri);
    if (document?.languageId !== 'python') return undefined;
    return this.#notebookOf(uri)?.uri ?? uri;
  }

  isNotebook(unit: string): boolean {
    return this.#notebooks.has(unit);
  }

  /** The Python texts of a unit, a notebook's in their order. */
  partsOf(unit: string): readonly TextDocument[] {
    const notebook = this.#notebooks.get(unit);
    const uris = notebook?.cells.filter(({ kind }) => kind === CODE).map(({ document }) => document) ?? [
      unit,
    ];
    return uris.flatMap((uri) => {
      const document = this.#texts.get(uri);
      return document?.languageId === 'python' ? [document] : [];
    });
  }

  /** As people count the cells of a notebook, other ones too. */
  cellNumber(unit: string, cell: string): number {
    const cells = this.#notebooks.get(unit)?.cells ?? [];
    return cells.findIndex(({ document }) => document === cell) + 1;
  }

  units(): readonly string[] {
    const single = [...this.#texts.keys()].filter((uri) => this.unitOf(uri) === uri);
    return [...this.#notebooks.keys(), ...single];
  }

  /** Notifications that lead to the same documents. */
  replay(): readonly DocumentChange[] {
    const item = (document: TextDocument) => ({
      uri: document.uri,
      languageId: document.languageId,
      version: document.version,
      text: document.getText(),
    });
    const notebooks = [...this.#notebooks.values()].map((notebookDocument): DocumentChange => {
      const cells = notebookDocument.cells.flatMap(({ document }) => this.#texts.get(document) ?? []);
      return { kind: 'open-notebook', params: { notebookDocument, cellTextDocuments: cells.map(item) } };
    });
    const inNotebooks = new Set(
      [...this.#notebooks.values()].flatMap(({ cells }) => cells.map(({ document }) => document)),
    );
    const texts = [...this.#texts.values()]
      .filter(({ uri }) => !inNotebooks.has(uri))
      .map((document): DocumentChange => ({ kind: 'open', params: { textDocument: item(document) } }));
    return [...notebooks, ...texts];
  }

  #notebookOf(cell: string): NotebookDocument | undefined {
    for (const notebook of this.#notebooks.values())
      if (notebook.cells.some(({ document }) => document === cell)) return notebook;
    return undefined;
  }

  #open(uri: string, languageId: string, version: number, text: string): void {
    this.#texts.set(uri, TextDocument.create(uri, languageId, version, text));
    this.edited(uri, undefined);
  }

  #close(uri: string): void {
    this.#texts.delete(uri);
    this.edited(uri, undefined);
  }

  #change(
    { uri, version }: { readonly uri: string; readonly version: number },
    changes: readonly TextDocumentContentChangeEvent[],
  ): void {
    let document = this.#texts.get(uri);
    if (document === undefined) return;
    for (const change of changes) {
      const edit: TextChange | undefined = 'range' in change ? offsetsOf(document, change) : undefined;
      document = TextDocument.update(document, [change], version);
      this.edited(uri, edit && [edit]);
    }
    this.#texts.set(uri, document);
  }

  #changeNotebook({
    notebookDocument: { uri, version },
    change: { cells, metadata },
  }: Extract<DocumentChange, { readonly kind: 'change-notebook' }>['params']): void {
    const notebook = this.#notebooks.get(uri);
    if (notebook === undefined) return;
    let all: readonly NotebookCell[] = notebook.cells;
    const { structure, data, textContent } = cells ?? {};
    if (structure !== undefined) {
      const { start, deleteCount, cells: added = [] } = structure.array;
      all = [...all.slice(0, start), ...added, ...all.slice(start + deleteCount)];
      for (const opened of structure.didOpen ?? [])
        this.#open(opened.uri, opened.languageId, opened.version, opened.text);
      for (const closed of structure.didClose ?? []) this.#close(closed.uri);
    }
    if (data !== undefined)
      all = all.map((cell) => data.find(({ document }) => document === cell.document) ?? cell);
    this.#notebooks.set(uri, {
      ...notebook,
      version,
      ...(metadata === undefined ? {} : { metadata }),
      cells: [...all],
    });
    for (const { document, changes } of textContent ?? []) this.#change(document, changes);
  }
}

function offsetsOf(
  document: TextDocument,
  { range, text }: Extract<TextDocumentContentChangeEvent, { range: unknown }>,
): TextChange {
  const [one, other] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return { start: Math.min(one, other), end: Math.max(one, other), newText: text };
}
