/** What the gallery shows of functions of one's own, and what it writes into the code. */
import { activationById } from '../../core/activations/catalogue';
import { counterparts, usualSymbol } from '../../core/frameworks/counterparts';
import type { Framework } from '../../core/frameworks/symbol';
import { phrase, type Phrase } from '../../core/phrase';
import { traitsOf } from '../../core/propagation/traits';
import type { OffsetRange, OwnFunctionUse } from '../../core/service';
import { sendable, type ToExtensionMessages, type ToPanelMessages } from '../../protocol';
import type { ServerView } from '../views';
import { insertionPlace } from './insertion-place';
import type { OwnFunctions } from './own-functions';
import { pythonLiteral } from './python-literal';

export type Own = ToPanelMessages['gallery']['own'][number];

/** Of one file: more are generated. */
const MOST_OF_FILE = 40;
const steps = 60;
const reach = 5;

export function ownOfView(view: ServerView, functions: OwnFunctions): readonly Own[] {
  return view.lens
    .ownFunctions()
    .slice(0, MOST_OF_FILE)
    .flatMap((use) => {
      const plot = functions.plotOf(use, view);
      return 'function' in plot ? [{ plot, ...drawingOf(use) }] : [];
    });
}

/** @param label how a reader finds the file */
export function ownOfClosed(
  uri: string,
  label: string,
  uses: readonly OwnFunctionUse[],
  functions: OwnFunctions,
): readonly Own[] {
  return uses.slice(0, MOST_OF_FILE).flatMap((use) => {
    const { result } = use;
    if (result.kind !== 'curve') return [];
    const key = `${uri}#${use.title}`.slice(-200);
    return [
      {
        plot: {
          function: functions.remember(key, result),
          title: use.title.replaceAll(/\s+/g, ' ').trim().slice(0, 200),
          api: '',
          framework: null,
          origin: {
            uri,
            range: { start: use.at.start, end: use.at.end },
            writable: [],
            label: label.slice(-200),
          },
        },
        ...drawingOf(use),
      },
    ];
  });
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

export interface Insertion {
  readonly written: string;
  readonly edits: readonly { readonly range: OffsetRange; readonly newText: string }[];
}

/** In place of a selection, or of the activation there, in the first framework of the file that has it; or why nothing is written. */
export function insertionOf(view: ServerView, selected: OffsetRange, id: string): Insertion | Phrase {
  const { lens } = view;
  const used = lens.frameworks();
  if (used.size === 0) return phrase`This file imports no framework.`;
  const symbol = order
    .filter((framework) => used.has(framework))
    .map((framework) => usualSymbol(id, framework))
    .find((candidate) => candidate !== undefined);
  if (symbol === undefined) {
    const listed = order.filter((framework) => used.has(framework)).map((framework) => names[framework]);
    return phrase`${listed.join(', ')} has no such activation.`;
  }
  const { start, end } = selected;
  const spelling = lens.spellingAt(symbol.qualifiedName, start);
  if (spelling === undefined) return phrase`This file imports no framework.`;
  const needed = symbol.parameters.filter(
    ({ required, role, maps }) => required === true && role !== 'input' && maps !== undefined,
  );
  const given = needed.map(({ name, maps }) => `${name}=${pythonLiteral(defaultOf(id, maps ?? ''))}`);
  const written = symbol.form === 'module' ? `${spelling.text}(${given.join(', ')})` : spelling.text;
  const range =
    start === end ? insertionPlace(lens.text, start, lens.activationAt(start), symbol.form) : selected;
  if (range === undefined) return phrase`Put the cursor where the activation is to stand.`;
  const imports = spelling.edits.map(({ newText, ...at }) => ({ range: at, newText }));
  return { written, edits: [{ range, newText: written }, ...imports] };
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
