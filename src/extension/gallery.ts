import * as vscode from 'vscode';
import { activationById } from '../core/activations/catalogue';
import { traitsOf } from '../core/propagation/traits';
import { counterparts, frameworksByActivation, usualSymbol } from '../core/frameworks/counterparts';
import type { Framework } from '../core/frameworks/symbol';
import type { LensService, OwnFunctionUse } from '../core/service';
import { sendable, type ToExtensionMessages, type ToPanelMessages } from '../protocol';
import { readClosedSource } from './closed-source';
import { currentEditor } from './current-editor';
import type { Documents } from './documents';
import { findFiles } from './find-files';
import { describeError } from './log';
import type { OwnFunctions } from './own-functions';
import type { Panel } from './panel';
import { insertionPlace } from './insertion-place';
import { pythonLiteral } from './python-literal';
import type { SourceView } from './source-view';

type Own = ToPanelMessages['gallery']['own'][number];

const MOST_FILES = 400;
const MOST_FUNCTIONS = 300;
/** Of one file: more are generated. */
const MOST_OF_FILE = 40;
/** Longer files are not looked through for functions. UTF-16 units. */
const LONGEST = 200_000;
const steps = 60;
const reach = 5;

/** What the gallery shows of the workspace, and what it writes into the code. */
export interface Gallery {
  /** Sends what is known at once, then with the functions of closed files. */
  show(reveal: boolean): Promise<void>;
  insert(id: string): Promise<void>;
}

/** @param batch a service of its own, so that closed files leave nothing behind in the editor's */
export function createGallery(
  documents: Documents,
  panel: Panel,
  functions: OwnFunctions,
  batch: LensService,
  log: vscode.LogOutputChannel,
): Gallery {
  const frameworks = (): ToPanelMessages['gallery']['frameworks'] =>
    Object.fromEntries([...frameworksByActivation()].map(([id, names]) => [id, [...names]]));

  function ofView(view: SourceView): readonly Own[] {
    return view.lens
      .ownFunctions()
      .slice(0, MOST_OF_FILE)
      .flatMap((use) => {
        const plot = functions.plotOf(use, view);
        return 'function' in plot ? [{ plot, ...drawingOf(use) }] : [];
      });
  }

  async function ofClosedFiles(open: ReadonlySet<string>): Promise<readonly Own[]> {
    const found: Own[] = [];
    for (const uri of await findFiles(['py'], MOST_FILES)) {
      if (found.length >= MOST_FUNCTIONS) break;
      if (open.has(uri.toString())) continue;
      try {
        const closed = await readClosedSource(uri, batch);
        try {
          if (closed.lens.text.length <= LONGEST && closed.lens.frameworks().size > 0)
            found.push(...ofClosed(uri, closed.lens.ownFunctions().slice(0, MOST_OF_FILE)));
        } finally {
          batch.close(closed.lens.uri);
        }
      } catch (error) {
        log.debug(`Could not look through ${uri.toString()}: ${describeError(error)}`);
      }
      // Between two files the editor has its turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return found;
  }

  function ofClosed(uri: vscode.Uri, uses: readonly OwnFunctionUse[]): readonly Own[] {
    return uses.flatMap((use) => {
      const { result } = use;
      if (result.kind !== 'curve') return [];
      const key = `${uri.toString()}#${use.title}`.slice(-200);
      return [
        {
          plot: {
            function: functions.remember(key, result),
            title: use.title.replaceAll(/\s+/g, ' ').trim().slice(0, 200),
            api: '',
            framework: null,
            origin: {
              uri: uri.toString(),
              range: { start: use.at.start, end: use.at.end },
              writable: [],
              label: vscode.workspace.asRelativePath(uri).slice(-200),
            },
          },
          ...drawingOf(use),
        },
      ];
    });
  }

  return {
    async show(reveal) {
      const open = documents.representatives();
      const own = open.flatMap((document) => {
        const view = documents.viewOf(document);
        return view === undefined ? [] : ofView(view);
      });
      const message = { type: 'gallery' as const, frameworks: frameworks() };
      // A page that does not listen yet gets the last message only.
      const isStarting = panel.state === undefined;
      panel.send({ ...message, own: own.slice(0, MOST_FUNCTIONS), complete: false, reveal });
      const closed = await ofClosedFiles(new Set(open.map(({ uri }) => uri.toString())));
      panel.send({
        ...message,
        own: [...own, ...closed].slice(0, MOST_FUNCTIONS),
        complete: true,
        reveal: reveal && isStarting,
      });
    },
    async insert(id) {
      const notice = await insertActivation(documents, id);
      panel.send({ type: 'notice', message: notice });
      void vscode.window.setStatusBarMessage(notice, 5_000);
    },
  };
}

function drawingOf({ result }: OwnFunctionUse): Pick<Own, 'y' | 'traits'> {
  if (result.kind !== 'curve') return { y: [], traits: { bounded: false, monotonic: false, smooth: false } };
  const xs = Array.from({ length: steps + 1 }, (_, index) => -reach + (2 * reach * index) / steps);
  return {
    y: xs.map((x) => sendable(result.evaluate(x).value)),
    traits: traitsOf({
      value: (x) => result.evaluate(x).value,
      slope: (x) => result.evaluate(x).slope,
      breaks: result.breaks(-20, 20),
    }),
  };
}

const order: readonly Framework[] = ['torch', 'keras', 'tensorflow', 'jax', 'transformers'];
const names: Readonly<Record<Framework, string>> = {
  torch: 'PyTorch',
  keras: 'Keras',
  tensorflow: 'TensorFlow',
  jax: 'JAX',
  transformers: 'transformers',
};

/**
 * Writes it at the cursor, or in place of the activation there, in the first framework of the file that has it; says what was done or why
 * nothing.
 */
async function insertActivation(documents: Documents, id: string): Promise<string> {
  const editor = currentEditor();
  const view = editor && documents.viewOf(editor.document);
  const offset = editor && view?.offsetAt(editor.document, editor.selection.start);
  if (editor === undefined || view === undefined || offset === undefined)
    return vscode.l10n.t('Open a Python file to insert an activation.');
  const used = view.lens.frameworks();
  if (used.size === 0) return vscode.l10n.t('This file imports no framework.');
  const symbol = order
    .filter((framework) => used.has(framework))
    .map((framework) => usualSymbol(id, framework))
    .find((candidate) => candidate !== undefined);
  if (symbol === undefined) {
    const listed = order.filter((framework) => used.has(framework)).map((framework) => names[framework]);
    return vscode.l10n.t('{0} has no such activation.', listed.join(', '));
  }
  const spelling = view.lens.spellingAt(symbol.qualifiedName, offset);
  if (spelling === undefined) return vscode.l10n.t('This file imports no framework.');
  const needed = symbol.parameters.filter(
    ({ required, role, maps }) => required === true && role !== 'input' && maps !== undefined,
  );
  const given = needed.map(({ name, maps }) => `${name}=${pythonLiteral(defaultOf(id, maps ?? ''))}`);
  const written = symbol.form === 'module' ? `${spelling.text}(${given.join(', ')})` : spelling.text;
  const { selection } = editor;
  const free = selection.isEmpty
    ? insertionPlace(view.lens.text, offset, view.lens.activationAt(offset), symbol.form)
    : undefined;
  const replaced = free && view.locate(free);
  if (selection.isEmpty && replaced?.document !== editor.document)
    return vscode.l10n.t('Put the cursor where the activation is to stand.');
  const edit = new vscode.WorkspaceEdit();
  edit.replace(editor.document.uri, replaced?.range ?? selection, written);
  for (const { newText, ...range } of spelling.edits) {
    const place = view.locate(range);
    if (place) edit.replace(place.document.uri, place.range, newText);
  }
  const isDone = await vscode.workspace.applyEdit(edit);
  return isDone ? vscode.l10n.t('{0} inserted.', written) : vscode.l10n.t('The file cannot be edited.');
}

function defaultOf(id: string, name: string): number | boolean | null {
  return activationById(id)?.parameters.find((parameter) => parameter.name === name)?.default ?? 0;
}

/** The activation in every framework, as the panel's table has it. */
export function counterpartsOf({
  request,
  id,
  parameters,
}: ToExtensionMessages['counterparts']): ToPanelMessages['counterparts'] {
  return {
    type: 'counterparts',
    request,
    rows: counterparts(id, parameters)
      .slice(0, 50)
      .map(({ api, form, differing, distance, at, equalArguments }) => ({
        api,
        differing: differing.slice(0, 20),
        distance: sendable(distance),
        at,
        code: equalArguments === undefined ? '' : callOf(api, form, equalArguments),
      })),
  };
}

/** A module is constructed, a function is called on `x`. */
function callOf(api: string, form: 'module' | 'function', given: string): string {
  if (form === 'module') return `${api}(${given})`;
  return `${api}(${given === '' ? 'x' : `x, ${given}`})`;
}
