import type { ActivationNode, Model, SignalNode } from '../../network/graph';
import { phrase } from '../../phrase';
import type { Place } from '../../python/syntax';
import { expressionAt, parentOf } from '../../python/walk';
import { areAlternatives } from '../analysis/branches';
import type { Fix, Rule, RuleContext } from '../rule';
import { consumersOf } from '../../network/ways';
import { inputsOf } from '../analysis/signal-walk';

/** Activations whose backward pass reads their own output: overwriting it raises RuntimeError. */
const backwardNeedsOutput: ReadonlySet<string> = new Set([
  'sigmoid',
  'tanh',
  'softmax',
  'log_softmax',
  'exponential',
]);

export const inplaceActivationHazard: Rule = {
  meta: {
    name: 'inplace-activation-hazard',
    frameworks: ['torch'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'An in-place activation overwrites a tensor that is used again, or that the backward pass still needs.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (model.framework === 'torch' && isArithmeticInPlace(node)) reportArithmetic(model, node, context);
      if (node.kind !== 'activation' || !node.inPlace) continue;
      const input = inputsOf(model, node)[0];
      if (
        input === undefined ||
        input.kind === 'input' ||
        input.kind === 'unknown' ||
        input.kind === 'reshape'
      )
        continue;
      const others = consumersOf(model, input.index).filter((consumer) => consumer.index !== node.index);
      const needed = input.kind === 'activation' && backwardNeedsOutput.has(input.activation);
      // Two uses of the same in-place module on one tensor are the same overwrite, not a second reader.
      const readers = others.filter(
        (other) => !(other.kind === 'activation' && other.inPlace) && !isDoneWithInput(other, node),
      );
      if (!needed && readers.length === 0) continue;
      const [reader] = readers;
      context.report({
        place: visiblePlace(node),
        message: needed
          ? phrase`In place, this overwrites the output of ${input.activation}, which its backward pass needs: RuntimeError in backward().`
          : phrase`In place, this overwrites a tensor that is used again: the other use sees activated values, or backward() fails.`,
        related:
          reader === undefined
            ? [
                {
                  place: input.callPlace ?? input.place,
                  message: phrase`The overwritten tensor comes from here.`,
                },
              ]
            : [{ place: reader.callPlace ?? reader.place, message: phrase`The tensor is used again here.` }],
        fixes: outOfPlace(node),
      });
    }
  },
};

/** `y.mul_(2)`, `y += x`. */
function isArithmeticInPlace({ kind, call, place }: SignalNode): boolean {
  if (kind !== 'add' && kind !== 'multiply' && kind !== 'elementwise') return false;
  const text = place.unit.text.slice(place.start, place.end);
  // Nobody counts what is written through `.data`.
  if (/\.data\b/u.test(text)) return false;
  return /[a-z]_$/u.test(call?.name ?? '') || /^[\w.]+\s*[-+*/]=/u.test(text);
}

/** PyTorch keeps what these give for the backward pass, ReLU's included, and looks whether it was changed. */
function reportArithmetic(model: Model, node: SignalNode, { report }: RuleContext): void {
  const [input] = inputsOf(model, node);
  if (input?.kind !== 'activation') return;
  const first = node.call?.positional[0];
  const isTarget =
    first === undefined || (first.kind === 'signal' && first.signal.nodes.includes(input.index));
  const isKept = backwardNeedsOutput.has(input.activation) || input.activation === 'relu';
  if (!isTarget || !isKept || !hasGradient(model, input)) return;
  report({
    place: node.place,
    message: phrase`In place, this overwrites the output of ${input.activation}, which its backward pass needs: RuntimeError in backward().`,
    related: [
      { place: input.callPlace ?? input.place, message: phrase`The overwritten tensor comes from here.` },
    ],
  });
}

/** Behind a layer with weights. */
function hasGradient(model: Model, node: SignalNode): boolean {
  const before = new Set<SignalNode>([node]);
  // A set hands out what is added while it is gone through.
  for (const one of before) {
    if (one.kind === 'layer') return true;
    for (const input of inputsOf(model, one)) before.add(input);
  }
  return false;
}

/**
 * `x.mul_(x.sigmoid())`: what ran before the overwrite has read the old values, and neither a sum nor these activations need their input
 * again in the backward pass. A step that is not known may belong to another choice of the same module, and is no evidence.
 */
function isDoneWithInput(reader: SignalNode, overwriting: ActivationNode): boolean {
  if (reader.kind === 'unknown' || isOtherChoice(reader, overwriting)) return true;
  if (isOtherBranch(reader, overwriting)) return true;
  if (reader.index > overwriting.index) return false;
  switch (reader.kind) {
    case 'add':
      return true;
    case 'elementwise':
      return /^(?:add|sub)/.test(reader.qualifiedName);
    case 'activation':
      return backwardNeedsOutput.has(reader.activation);
    default:
      return false;
  }
}

/** Both are called somewhere on their way from the model's own function; where those calls exclude each other, so do the steps. */
function isOtherBranch(reader: SignalNode, overwriting: ActivationNode): boolean {
  const ways = (node: SignalNode): readonly Place[] => [
    node.callPlace ?? node.place,
    ...(node.callChain ?? node.chain),
  ];
  const others = ways(overwriting);
  return ways(reader).some((place) => others.some((other) => areAlternatives(place, other)));
}

/** `self.act(x)` may call one of several modules: a step inside the very call that overwrites belongs to another of them. */
function isOtherChoice(reader: SignalNode, { callPlace }: ActivationNode): boolean {
  return reader.chain.some(({ unit, start }) => unit === callPlace?.unit && start === callPlace.start);
}

/** Where a module is called by name; one that a container calls is shown where it is constructed. */
function visiblePlace(node: ActivationNode): Place {
  const call = node.callPlace === undefined ? undefined : expressionAt(node.callPlace);
  const byName =
    call?.kind === 'Call' &&
    call.arguments.length === 1 &&
    call.callee.kind === 'Attribute' &&
    call.callee.object.kind === 'Name' &&
    call.callee.object.id === 'self' &&
    !isPartOfContainer(node);
  return byName && node.callPlace !== undefined ? node.callPlace : node.place;
}

/** `nn.Sequential(nn.ReLU(inplace=True), …)`: the call that runs it names the container. */
function isPartOfContainer(node: ActivationNode): boolean {
  const constructor = expressionAt(node.place);
  const around = constructor === undefined ? undefined : parentOf(constructor);
  return around?.kind === 'Call' || around?.kind === 'List' || around?.kind === 'Tuple';
}

function outOfPlace(node: ActivationNode): readonly Fix[] {
  const call = expressionAt(node.place);
  if (call?.kind !== 'Call') return [];
  const argument = call.arguments.find((candidate) => candidate.name === 'inplace');
  if (argument?.value.kind !== 'Constant') return [];
  return [
    {
      title: phrase`Set inplace=False (changes training)`,
      safe: false,
      edits: [{ kind: 'replace', place: argument.value, newText: 'False' }],
    },
  ];
}
