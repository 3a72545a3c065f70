/** The records of `trace --signal`. */
import { lastPart } from '../python/dotted-name';
import type { Locate, PrintedShape } from '../network/edges';
import type { LayerNode, Model, SignalNode } from '../network/graph';
import { behindLosses } from '../network/ways';
import { lengthName, type Shape } from './axis';
import { UNREACHED } from './backward/gradient';
import { missingFor, placeOfMissing } from './missing';
import { figuresOf } from './pass';
import { isItems, shapeOf, shapesOf, takenSizes } from './shapes';

export interface StepRecord {
  /** Attribute path (`features.0`); null for a function's call. */
  readonly module: string | null;
  readonly name: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly shape: PrintedShape;
  /** For people: `(…, 64)` where only the last axes are known; not a part of what programs read. */
  readonly shapeText: string;
  /** For an input of N(0, 1), in training mode. */
  readonly rms: number | null;
  /** RMS of the part that depends on the input. */
  readonly signal: number | null;
  /** RMS of the gradient, for one of N(0, 1) at the model's outputs. */
  readonly gradient: number | null;
  /** Why figures are missing. */
  readonly unknown: string | null;
}
export interface ModelRecord {
  readonly name: string;
  readonly line: number;
  readonly complete: boolean;
  /** What lengths that the code leaves open were taken to be, where figures hang on them. */
  readonly sizes?: Readonly<Record<string, number>>;
  readonly steps: readonly StepRecord[];
}

/** What becomes of signal and gradient in a whole model, in two figures. */
export interface ModelSummary {
  /** With weights: linear, convolution, recurrent, embedding, attention. */
  readonly layers: number;
  /** What reaches the last layer, for an input of N(0, 1). */
  readonly signal: number | null;
  /** What reaches the first layer, for one of N(0, 1) at the model's outputs. */
  readonly gradient: number | null;
}

export function summaryOf(model: Model): ModelSummary {
  const layers = model.nodes.filter((node): node is LayerNode => node.kind === 'layer');
  const weighted = layers.filter(({ role }) => role !== 'embedding');
  const [first] = weighted;
  const last = weighted.at(-1);
  const before = weighted.length < 2 ? undefined : last?.inputs[0];
  return {
    layers: layers.length,
    signal: (before === undefined ? undefined : figuresOf(model, before).signal) ?? null,
    gradient: (first === undefined ? undefined : figuresOf(model, first.index).gradient) ?? null,
  };
}

export function modelRecord(model: Model, locate: Locate): ModelRecord {
  const shapes = shapesOf(model);
  const sizes = takenSizes(model);
  const steps: StepRecord[] = [];
  const beyond = behindLosses(model.nodes);
  for (const node of model.nodes) {
    if (node.kind === 'input' || node.kind === 'loss' || beyond.has(node.index)) continue;
    const at = locate(node.place);
    if (at === undefined) continue;
    const { rms, signal, gradient, unknown } = figuresOf(model, node.index);
    const own = shapes[node.index];
    const shape = isItems(own) ? own.items[0] : own;
    const name =
      node.call !== undefined && node.call.name !== '' && node.kind !== 'layer'
        ? node.call.name
        : node.kind === 'activation' && node.form !== 'module'
          ? node.activation
          : lastPart(node.qualifiedName);
    steps.push({
      module: isOutputOfModule(node) ? (node.path ?? null) : null,
      name,
      ...at,
      shape: isItems(shape) ? null : printedShape(shape),
      shapeText: (isItems(shape) ? undefined : textOf(shape)) ?? '?',
      rms: rms ?? null,
      signal: signal ?? null,
      gradient: gradient ?? null,
      unknown: unknown === undefined ? null : sentence(model, unknown, locate),
    });
  }
  return {
    name: model.name,
    line: locate(model.place)?.line ?? 1,
    complete: model.complete,
    ...(sizes && { sizes: Object.fromEntries(sizes) }),
    steps,
  };
}

/** Whether what a step gives is what its module does. */
const isOutputOfModule = ({ callPlace, isContinued, isOneOfSeveral }: SignalNode): boolean =>
  callPlace !== undefined && isContinued !== true && isOneOfSeveral !== true;

function sentence(
  model: Model,
  { reason, at }: { readonly reason: string; readonly at: number },
  locate: Locate,
): string {
  if (reason === UNREACHED) return reason;
  const node = model.nodes[at];
  const place = node === undefined ? undefined : locate(placeOfMissing(node, missingFor(reason)));
  return `not known from ${reason}${place === undefined ? '' : `, line ${place.line}`}`;
}

/** The shapes of a model's steps, for its edges. */
export const shapeIn =
  (model: Model) =>
  (index: number): PrintedShape =>
    printedShape(shapeOf(model, index));

export function printedShape(shape: Shape | undefined): PrintedShape {
  return shape === undefined || shape.open ? null : printedAxes(shape);
}

/** `(batch, 64)`, `(…, 64)`; undefined where nothing is known. */
export function textOf(shape: Shape | undefined): string | undefined {
  if (shape === undefined || shape.axes.length === 0) return undefined;
  return axesText([...(shape.open ? ['…'] : []), ...printedAxes(shape)]);
}

/** The axes that are known: of an open shape the last ones. */
const printedAxes = (shape: Shape): Exclude<PrintedShape, null> =>
  shape.axes.map(({ length }) =>
    length === undefined ? null : typeof length === 'number' ? length : lengthName(length),
  );

/** `(batch, 256)`, with `?` for a length that is not known. */
export const axesText = (axes: Exclude<PrintedShape, null>): string =>
  `(${axes.map((length) => length ?? '?').join(', ')})`;
