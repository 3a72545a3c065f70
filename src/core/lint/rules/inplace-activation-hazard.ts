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
      const needed =
        input.kind === 'activation' &&
        input.isUntrained !== true &&
        backwardNeedsOutput.has(input.activation);
      // Two uses of the same in-place module on one tensor are the same overwrite, not a second reader.
      const readers = others.filter(
        (other) =>
          !(other.kind === 'activation' && other.inPlace) &&
          !isDoneWithInput(other, node) &&
          !takesEither(model, other, input, node),
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

/** Behind a layer with weights, and not under `torch.no_grad()`. */
function hasGradient(model: Model, node: SignalNode): boolean {
  if (node.isUntrained === true) return false;
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

/**
 * `self.act(x)` or `self.layers[i](x)` may call one of several modules: a step inside the very call that overwrites, or one that is called
 * there, belongs to another of them.
 */
function isOtherChoice(reader: SignalNode, { callPlace, isOneOfSeveral }: ActivationNode): boolean {
  const isThere = (place: Place | undefined): boolean =>
    place !== undefined && place.unit === callPlace?.unit && place.start === callPlace.start;
  if (isOneOfSeveral === true && reader.isOneOfSeveral === true && isThere(reader.callPlace)) return true;
  return reader.chain.some(isThere);
}

/**
 * `if self.act: y = F.relu(y, inplace=True)`, then `self.conv(y)`: where one argument is the tensor, or what was made of its overwrite, a
 * run comes with one of the two.
 */
function takesEither(model: Model, reader: SignalNode, input: SignalNode, node: ActivationNode): boolean {
  return operandsOf(reader).some(
    (operand) =>
      operand.includes(input.index) && operand.some((other) => comesFrom(model, other, node.index)),
  );
}

/** What a step takes, by argument. */
function operandsOf({ call, inputs, kind }: SignalNode): readonly (readonly number[])[] {
  if (call !== undefined)
    return [...call.positional, ...call.keywords.values()].flatMap((given) =>
      given.kind === 'signal' ? [given.signal.nodes] : [],
    );
  return takesSeveral.has(kind) ? [] : [inputs];
}

const takesSeveral: ReadonlySet<SignalNode['kind']> = new Set([
  'add',
  'multiply',
  'concat',
  'matmul',
  'attention',
  'elementwise',
  'loss',
  'output',
]);

/** Whether a step is, or stands behind, another one. Inputs have smaller indices. */
function comesFrom(model: Model, index: number, source: number): boolean {
  const visited = new Set<number>([index]);
  // A set hands out what is added while it is gone through.
  for (const one of visited) {
    if (one === source) return true;
    for (const before of model.nodes[one]?.inputs ?? []) if (before >= source) visited.add(before);
  }
  return false;
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
