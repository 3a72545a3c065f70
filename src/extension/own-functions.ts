import type * as vscode from 'vscode';
import type { OwnFunctionUse } from '../core/service';
import type { Plot } from '../protocol';
import { placeLabel } from './plots';
import type { SourceView } from './source-view';

type Curve = Extract<OwnFunctionUse['result'], { readonly kind: 'curve' }>;

/** Curves that the panel may still ask about: those shown last. */
const REMEMBERED = 50;
/** Where the panel marks kinks of a function whose range nobody knows. */
const KINKS_FROM = -12;
const KINKS_TO = 12;

/** Functions of one's own that were shown: the panel cannot interpret Python, so it asks for their values by key. */
export class OwnFunctions {
  readonly #curves = new Map<string, Curve>();

  /** What the panel draws for a function at a place, or why there is nothing to draw. */
  plotOf(use: OwnFunctionUse, view: SourceView): Plot | { readonly reason: string } {
    const { result } = use;
    if (result.kind === 'refusal') return { reason: `${use.name}: ${result.reason}`.slice(0, 500) };
    const key = `${view.lens.uri}@${String(view.lens.version)}#${String(use.range.start)}`.slice(-200);
    this.#curves.delete(key);
    this.#curves.set(key, result);
    for (const oldest of this.#curves.keys()) {
      if (this.#curves.size <= REMEMBERED) break;
      this.#curves.delete(oldest);
    }
    const place = view.locate(use.range);
    return {
      function: {
        kind: 'custom',
        key,
        name: use.name.slice(0, 200),
        kinks: result.breaks(KINKS_FROM, KINKS_TO),
        ...(result.derivative === 'automatic' ? {} : { derivative: result.derivative }),
        ...(result.matches === undefined ? {} : { equals: result.matches.id }),
      },
      title: use.source.replaceAll(/\s+/g, ' ').trim().slice(0, 200),
      api: '',
      framework: null,
      ...(place === undefined
        ? {}
        : {
            origin: {
              uri: view.lens.uri,
              range: use.range,
              writable: [],
              label: placeLabel(place.document, place.range.start.line, view),
            },
          }),
    };
  }

  /** Values at these abscissae; undefined for a function that was shown too long ago. */
  sample(
    key: string,
    x: readonly number[],
  ):
    | { readonly y: readonly number[]; readonly dy: readonly number[]; readonly ddy: readonly number[] }
    | undefined {
    const curve = this.#curves.get(key);
    if (curve === undefined) return undefined;
    const jets = x.map((at) => curve.evaluate(at));
    return {
      y: jets.map(({ value }) => value),
      dy: jets.map(({ slope }) => slope),
      ddy: jets.map(({ curvature }) => curvature),
    };
  }
}

/** The selection of an editor as offsets of a view: what one wants plotted when no name is under the cursor. */
export function ownFunctionAt(editor: vscode.TextEditor, view: SourceView): OwnFunctionUse | undefined {
  const { document, selection } = editor;
  const start = view.offsetAt(document, selection.start);
  const end = view.offsetAt(document, selection.end);
  return start === undefined || end === undefined ? undefined : view.lens.functionAt(start, end);
}
