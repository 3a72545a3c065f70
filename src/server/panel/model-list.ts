/** What "Go to Model or Activation" lists of one document: models with what is in them, own functions, and what is left. */
import type { Model, SignalNode } from '../../core/network/graph';
import type { LensDocument, OffsetRange } from '../../core/service';

export interface ListedActivation {
  readonly kind: 'activation';
  /** As in the source. */
  readonly label: string;
  readonly range: OffsetRange;
  /** Name of the layer that feeds it, where one does. */
  readonly layer: string | undefined;
  /** How often the model runs through it. */
  readonly times: number;
}
export interface ListedModel {
  readonly kind: 'model';
  readonly label: string;
  readonly range: OffsetRange;
  /** The definition or statement that it was traced from. */
  readonly extent: OffsetRange | undefined;
  readonly layers: number;
  readonly activations: number;
}
export interface ListedFunction {
  readonly kind: 'function';
  readonly label: string;
  readonly range: OffsetRange;
}
export type Listed = ListedModel | ListedActivation | ListedFunction;

/** Models in the order of the document, each followed by its activations; then own functions; then activations of no model. Each place once. */
export function modelList(lens: LensDocument): readonly Listed[] {
  const uses = new Map(lens.activations().map((use) => [use.range.start, use]));
  const listed = new Set<number>();
  const models: ListedModel[] = [];
  const activationsOf = new Map<ListedModel, readonly ListedActivation[]>();
  for (const model of lens.models()) {
    const range = lens.rangeOf(model.place);
    if (range === undefined) continue;
    const { unit } = model.place;
    const own = activationsIn(model, lens, listed);
    const entry: ListedModel = {
      kind: 'model',
      label: model.name,
      range,
      extent: lens.rangeOf({ unit, start: 0, end: unit.text.length }),
      layers: model.nodes.filter(({ kind }) => kind === 'layer').length,
      activations: model.nodes.filter(({ kind }) => kind === 'activation').length,
    };
    models.push(entry);
    activationsOf.set(entry, own);
  }
  for (const { name, range } of lens.variants())
    models.push({ kind: 'model', label: name, range, extent: undefined, layers: 0, activations: 0 });
  models.sort((a, b) => a.range.start - b.range.start);
  const functions = lens
    .ownFunctions()
    .filter(({ range }) => !models.some((model) => model.range.start === range.start))
    .map(({ title, range }): ListedFunction => ({ kind: 'function', label: title, range }));
  const others = [...uses.values()]
    .filter(({ range }) => !listed.has(range.start))
    .map(({ source, range }): ListedActivation => ({
      kind: 'activation',
      label: source,
      range,
      layer: undefined,
      times: 1,
    }));
  return [
    ...models.flatMap((model) => [model, ...(activationsOf.get(model) ?? [])]),
    ...functions,
    ...others,
  ];

  /** Notes what it lists, so that a helper that two models share is not listed twice. */
  function activationsIn(
    model: Model,
    document: LensDocument,
    seen: Set<number>,
  ): readonly ListedActivation[] {
    const found = new Map<number, ListedActivation>();
    for (const node of model.nodes) {
      if (node.kind !== 'activation') continue;
      const range = document.rangeOf(node.place);
      const use = range && (uses.get(range.start) ?? document.activationAt(range.start));
      if (range === undefined || use === undefined) continue;
      const { start } = use.range;
      const before = found.get(start);
      if (before) found.set(start, { ...before, times: before.times + 1 });
      else if (!seen.has(start)) {
        found.set(start, {
          kind: 'activation',
          label: use.source,
          range: use.range,
          layer: layerBefore(model, node),
          times: 1,
        });
        seen.add(start);
      }
    }
    return [...found.values()].sort((a, b) => a.range.start - b.range.start);
  }
}

/** Back along the only way there is, to the first layer. */
function layerBefore(model: Model, node: SignalNode): string | undefined {
  let at: SignalNode | undefined = node;
  for (let steps = 0; at !== undefined && steps < model.nodes.length; steps += 1) {
    if (at.kind === 'layer') return at.path ?? at.qualifiedName.split('.').at(-1);
    const [only, ...more]: readonly number[] = at.inputs;
    if (only === undefined || more.length > 0) return undefined;
    at = model.nodes[only];
  }
  return undefined;
}
