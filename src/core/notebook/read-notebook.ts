/** The Python cells of a notebook file (nbformat 4, JSON). */

export interface NotebookCell {
  /** Counted from 1 over all cells, Markdown included, as editors number them. */
  readonly number: number;
  readonly text: string;
}

export type NotebookReading =
  | { readonly kind: 'notebook'; readonly cells: readonly NotebookCell[] }
  /** Not a notebook: why, to follow "This file". */
  | { readonly kind: 'problem'; readonly problem: string };

/** Code cells in Python. A notebook of another kernel has none, but for cells that are marked as Python. */
export function readNotebook(content: string): NotebookReading {
  let notebook: unknown;
  try {
    notebook = JSON.parse(content);
  } catch {
    return { kind: 'problem', problem: 'is not valid JSON' };
  }
  if (!isTable(notebook) || !Array.isArray(notebook['cells']))
    return { kind: 'problem', problem: 'is not a notebook of format 4' };
  const language = languageOf(notebook);
  const cells = notebook['cells'].flatMap((cell: unknown, index): readonly NotebookCell[] => {
    if (!isTable(cell) || cell['cell_type'] !== 'code') return [];
    if ((languageOfCell(cell) ?? language) !== 'python') return [];
    const text = sourceOf(cell);
    return text === undefined ? [] : [{ number: index + 1, text }];
  });
  return { kind: 'notebook', cells };
}

function sourceOf({ source }: Table): string | undefined {
  if (typeof source === 'string') return source;
  return Array.isArray(source) && source.every((line) => typeof line === 'string')
    ? source.join('')
    : undefined;
}

/** What the kernel speaks; Python where the file does not say. */
function languageOf({ metadata }: Table): string {
  const { kernelspec, language_info: info } = table(metadata);
  const said = table(info)['name'] ?? table(kernelspec)['language'];
  return typeof said === 'string' ? plain(said) : 'python';
}

/** As VS Code keeps it for a cell in another language than the kernel's. */
function languageOfCell({ metadata }: Table): string | undefined {
  const said = table(table(metadata)['vscode'])['languageId'];
  return typeof said === 'string' ? plain(said) : undefined;
}

function plain(language: string): string {
  const lower = language.toLowerCase();
  return lower === 'ipython' || lower === 'python3' ? 'python' : lower;
}

type Table = Readonly<Record<string, unknown>>;

function table(value: unknown): Table {
  return isTable(value) ? value : {};
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
