/** What "Go to Model or Activation" lists of one document: models with what is in them, own functions, and what is left. */
import type { LayerNode, Model, SignalNode } from '../../core/network/graph';
import { titleOfModel } from '../../core/network/model-title';
import { layerName } from '../../core/network/layer-name';
import { stepNumbers } from '../../core/signal/repeats';
import type { ActivationUse, LensDocument, OffsetRange } from '../../core/service';

export interface ListedActivation {
  readonly kind: 'activation';
  /** As in the source. */
  readonly label: string;
  readonly range: OffsetRange;
  /** Name of the layer that feeds it or that it stands in, where there is one; of several the first. */
  readonly layer: string | undefined;
  /** Whether the layer has it inside: an LSTM's activation. */
  readonly within: boolean;
  /** The last of several layers. */
  readonly last: string | undefined;
  /** How often the model runs through it; 0 where it stands in none. */
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
    const steps = stepsOf(model);
    const own = activationsIn(model, steps, lens, uses, listed);
    const entry: ListedModel = {
      kind: 'model',
      label: titleOfModel(model),
      range,
      extent: lens.rangeOf({ unit, start: 0, end: unit.text.length }),
      layers: steps.filter(({ kind }) => kind === 'layer').length,
      activations:
        steps.filter(({ kind }) => kind === 'activation').length +
        own.filter(({ within }) => within).reduce((sum, { times }) => sum + times, 0),
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
  const made = new Set([...uses.values()].filter((use) => isWritten(lens, use)).map(({ source }) => source));
  const others = [...uses.values()]
    // What is called at many places, `self.act(x)`, is listed where it is made.
    .filter((use) => !listed.has(use.range.start) && (isWritten(lens, use) || !made.has(use.source)))
    .map(({ source, range }): ListedActivation => ({ ...alone, label: source, range }));
  return [
    ...models.flatMap((model) => [model, ...(activationsOf.get(model) ?? [])]),
    ...functions,
    ...others,
  ];
}

const alone = { kind: 'activation', layer: undefined, within: false, last: undefined, times: 0 } as const;

/** Whether it is made or called there as its title says, and not by a name for it. */
const isWritten = ({ text }: LensDocument, { source, range }: ActivationUse): boolean =>
  text.startsWith(source, range.start) || source.includes(`.${text.slice(range.start, range.end)}(`);

/** What is computed twice, a critic that two methods call, is one step. */
function stepsOf(model: Model): readonly SignalNode[] {
  const numbers = stepNumbers(model);
  const first = new Map<number, number>();
  for (const { index } of model.nodes) {
    const number = numbers[index] ?? -1;
    if (!first.has(number)) first.set(number, index);
  }
  return model.nodes.filter(({ index }) => first.get(numbers[index] ?? -1) === index);
}

/** Notes in `listed` what it lists, so that a helper that two models share is not listed twice. */
function activationsIn(
  model: Model,
  steps: readonly SignalNode[],
  lens: LensDocument,
  uses: ReadonlyMap<number, ActivationUse>,
  listed: Set<number>,
): readonly ListedActivation[] {
  const found = new Map<number, ListedActivation>();
  const note = (use: ActivationUse, layer: string | undefined, within: boolean): void => {
    const { start } = use.range;
    const before = found.get(start);
    if (before) found.set(start, { ...before, times: before.times + 1, last: layer ?? before.last });
    else if (!listed.has(start)) {
      found.set(start, { ...alone, label: use.source, range: use.range, layer, within, times: 1 });
      listed.add(start);
    }
  };
  for (const node of steps) {
    const range = lens.rangeOf(node.place);
    if (range === undefined) continue;
    if (node.kind === 'activation') {
      const method = node.form === 'method' ? methodIn(range, uses) : undefined;
      const use = method ?? uses.get(range.start) ?? lens.activationAt(range.start);
      if (use !== undefined) note(use, layerBefore(model, node), false);
    } else if (node.kind === 'layer' && hasOneInside.has(node.role))
      for (const use of uses.values())
        if (use.range.start > range.start && use.range.end < range.end) note(use, nameOfLayer(node), true);
  }
  return [...found.values()].sort((a, b) => a.range.start - b.range.start);
}

/** Of `self.fc(x).relu()` only the name is underlined. */
const methodIn = (range: OffsetRange, uses: ReadonlyMap<number, ActivationUse>): ActivationUse | undefined =>
  [...uses.values()].find(
    ({ range: { start, end }, source }) =>
      start > range.start && end <= range.end && source.length === range.end - range.start,
  );

/** What such a layer is made with works in it, not behind it. */
const hasOneInside: ReadonlySet<LayerNode['role']> = new Set(['recurrent', 'attention']);

const nameOfLayer = ({ path, qualifiedName }: LayerNode): string => layerName(path, qualifiedName);

/** Back along the only way there is, to the first layer. */
function layerBefore(model: Model, node: SignalNode): string | undefined {
  let at: SignalNode | undefined = node;
  for (let steps = 0; at !== undefined && steps < model.nodes.length; steps += 1) {
    if (at.kind === 'layer') return nameOfLayer(at);
    const [only, ...more]: readonly number[] = at.inputs;
    if (only === undefined || more.length > 0) return undefined;
    at = model.nodes[only];
  }
  return undefined;
}
