/** What stands after the line of a layer: shape, signal and gradient of what comes out of it, from the same pass as every other figure. */
import type { Model, SignalNode } from '../network/graph';
import { lastPart } from '../python/dotted-name';
import { joined, phrase, type Phrase, type PhraseValue } from '../phrase';
import type { LensDocument, OffsetRange } from '../api';
import { isFinalProbability } from '../signal/stretches';
import { shapeOf, signalOf } from '../tensors';
import { textOf } from '../tensors/report';

export interface HintSettings {
  /** Figures: nowhere, where signal or gradient lies below the limit, or at every layer. */
  readonly figures: 'off' | 'falling' | 'all';
  /** As a part of what enters the model: 0.1 is a tenth. */
  readonly limit: number;
  readonly shape: boolean;
}

export interface SignalHint {
  /** The end of the line of code. */
  readonly offset: number;
  readonly label: Phrase;
  /** Signal or gradient lies below the limit. */
  readonly falls: boolean;
  /** A line for each layer that is made there. */
  readonly tooltip: readonly Phrase[];
}

const shown = new Set<SignalNode['kind']>(['layer', 'activation', 'norm', 'pooling']);
/** A line that a loop or many instances share tells of the first and the last; a tooltip lists no more than this. */
const MOST_LISTED = 12;

/**
 * Hints within a range of the document, in order, one a line. A model that is part of another speaks where the larger one is not traced.
 * Figures are given where they are the model's own: not behind a step that stopped the walk.
 */
export function signalHints(
  lens: LensDocument,
  settings: HintSettings,
  within: OffsetRange,
): readonly SignalHint[] {
  if (settings.figures === 'off' && !settings.shape) return [];
  const lines = new Map<number, { readonly model: Model; readonly nodes: SignalNode[] }>();
  const { text } = lens;
  for (const model of lens.models())
    for (const node of model.nodes) {
      if (!shown.has(node.kind) || (settings.figures !== 'all' && node.kind !== 'layer')) continue;
      // Probabilities are small by what they are.
      if (isFinalProbability(model, node)) continue;
      const range = lens.rangeOf(node.place);
      if (range === undefined || range.end < within.start || range.start > within.end) continue;
      const offset = endOfLine(text, range.end);
      const line = lines.get(offset);
      if (line === undefined) lines.set(offset, { model, nodes: [node] });
      else if (line.model === model) line.nodes.push(node);
    }
  return [...lines]
    .sort(([left], [right]) => left - right)
    .flatMap(([offset, { model, nodes }]) => hintOf(offset, model, nodes, settings) ?? []);
}

function endOfLine(text: string, from: number): number {
  const next = text.indexOf('\n', from);
  const end = next < 0 ? text.length : next;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function hintOf(
  offset: number,
  model: Model,
  nodes: readonly SignalNode[],
  settings: HintSettings,
): SignalHint | undefined {
  const figures = nodes.map((node) => figuresOf(model, node));
  const falls = figures.some(({ signal, gradient }) =>
    [signal, gradient].some((figure) => figure !== undefined && figure < settings.limit),
  );
  const parts: PhraseValue[] = [];
  if (settings.shape) {
    const shapes = new Set(nodes.map((node) => textOf(shapeOf(model, node.index))));
    const [only] = shapes;
    // An editor cuts hints that are longer than some forty characters.
    const hasRoom = nodes.length === 1 || settings.figures === 'off';
    if (shapes.size === 1 && only !== undefined && hasRoom) parts.push(only);
  }
  if (settings.figures === 'all' || (settings.figures === 'falling' && falls)) {
    const signal = spanOf(figures.map((own) => own.signal));
    const gradient = spanOf(figures.map((own) => own.gradient));
    if (signal !== undefined) parts.push(phrase`signal ${signal}`);
    if (gradient !== undefined) parts.push(phrase`grad ${gradient}`);
  }
  if (parts.length === 0) return undefined;
  return {
    offset,
    label: joined(parts, ' · '),
    falls,
    tooltip: nodes.slice(0, MOST_LISTED).map((node, index) => lineOf(model, node, figures[index])),
  };
}

interface NodeFigures {
  readonly signal: number | undefined;
  readonly gradient: number | undefined;
}

function figuresOf(model: Model, node: SignalNode): NodeFigures {
  const own = signalOf(model);
  const signal = own.signal(node.index);
  const gradient = own.gradient(node.index);
  return {
    signal: signal?.stretch === 0 ? signal.value : undefined,
    gradient: gradient?.stretch === 0 ? gradient.value : undefined,
  };
}

/** `0.19`, or `0.71…0.02` from the first to the last of the layers that share a line. */
function spanOf(values: readonly (number | undefined)[]): string | undefined {
  const known = values.filter((value) => value !== undefined);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined || known.length < values.length) return undefined;
  const [from, to] = [briefly(first), briefly(last)];
  return from === to ? from : `${from}…${to}`;
}

/** Two digits are enough beside code. */
function briefly(value: number): string {
  if (value !== 0 && (value < 0.01 || value >= 1000)) return value.toExponential(0).replace('e+', 'e');
  return String(Number(value.toPrecision(2)));
}

function lineOf(model: Model, node: SignalNode, figures: NodeFigures | undefined): Phrase {
  const name = node.path ?? lastPart(node.qualifiedName);
  const parts: PhraseValue[] = [];
  const shape = textOf(shapeOf(model, node.index));
  if (shape !== undefined) parts.push(shape);
  if (figures?.signal !== undefined) parts.push(phrase`signal ${briefly(figures.signal)}`);
  if (figures?.gradient !== undefined) parts.push(phrase`grad ${briefly(figures.gradient)}`);
  if (parts.length === 0) parts.push(phrase`not known`);
  return phrase`${name}: ${joined(parts, ' · ')}`;
}
