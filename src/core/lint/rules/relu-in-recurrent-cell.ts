import { lastPart } from '../../python/dotted-name';
import {
  activationFromString,
  CALL,
  kerasGeneration,
  LAYER,
  mentions,
  ownTriggerWords,
  symbolOf,
  triggerWords,
} from '../../frameworks';
import type { BoundArgument, LayerSymbol } from '../../frameworks/symbol';
import type { Model } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { Bindings, ResolvedCall } from '../../python/names';
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  ForStatement,
  FunctionDefinition,
  Place,
  Unit,
} from '../../python/syntax';
import { outlineOf } from '../../python/outline';
import { enclosing, walk, walkUnit } from '../../python/walk';
import { wordsOf } from '../../python/words';
import { boundCall } from '../analysis/bound-call';
import { byUnit } from '../analysis/by-unit';
import { spell } from '../fixes/imports';
import {
  feedsBack,
  recurrenceInLoop,
  stepFunctions,
  type HandWrittenRecurrence,
  type StepFunction,
} from '../analysis/recurrence';
import type { Edit, Fix, Rule, RuleContext, Severity } from '../rule';
import { quotedLike, sourceOf } from '../../python/source-text';
import { reluFamily } from '../analysis/signal-walk';

const TANH = phrase`Use tanh (changes training)`;
const IDENTITY = phrase`Start the recurrent weights as the identity (changes training)`;

export const reluInRecurrentCell: Rule = {
  meta: {
    name: 'relu-in-recurrent-cell',
    frameworks: ['torch', 'keras', 'jax'],
    category: 'recurrent',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'ReLU inside a recurrent cell: nothing bounds the hidden state, which can explode as the weights grow.',
  },
  onModule(models, context) {
    const { bindings } = context;
    const { units } = bindings.module;
    // Most documents have no such cell: what would excuse it is looked for only where there is one.
    let severity: Severity | undefined;
    const severityHere = (): Severity =>
      (severity ??= units.some((unit) => bindings.callsIn(unit).some(clipsGradients))
        ? 'information'
        : 'warning');
    for (const unit of units)
      for (const call of recurrentCells(unit, bindings)) reportCell(call, models, severityHere(), context);
    reportHandWritten(severityHere, context);
  },
};

/** Calls that make a recurrent layer. */
const recurrentCells = byUnit((unit, bindings) =>
  (mentions(unit, triggerWords(bindings)) & (LAYER | CALL)) === (LAYER | CALL)
    ? bindings.callsIn(unit).filter(({ qualifiedName }) => symbolOf(qualifiedName)?.role === 'recurrent')
    : [],
);

/** Loops of a unit: those that close a recurrence by themselves, and those that hand what a call returned back to it. */
const loopsOf = byUnit((unit, bindings) => {
  const closing: { readonly loop: ForStatement; readonly found: HandWrittenRecurrence }[] = [];
  const feeding: ForStatement[] = [];
  const rectifies = mayMentionRelu(unit, bindings);
  walkUnit(unit, (node) => {
    if (node.kind !== 'For') return;
    const found = rectifies ? recurrenceInLoop(node, ownerOf(node), bindings) : undefined;
    if (found !== undefined) closing.push({ loop: node, found });
    if (callsOf(node).some(feedsItself)) feeding.push(node);
  });
  return { closing, feeding };
});

/** Functions of a unit that are one step of a recurrence. */
const stepsOf = byUnit((unit, bindings) => {
  const steps: { readonly definition: FunctionDefinition; readonly step: StepFunction }[] = [];
  walkUnit(unit, (node) => {
    if (node.kind !== 'Function') return;
    for (const step of stepFunctions(node, ownerOf(node), bindings)) steps.push({ definition: node, step });
  });
  return steps;
});

/** `h = step(x, h)`: without such a call, nothing is a step. */
function feedsItself(call: CallExpression): boolean {
  const given = call.arguments.flatMap(({ value }) => (value.kind === 'Name' ? [value.id] : []));
  const assignment = enclosing(call)[0];
  if (assignment?.kind !== 'Assign') return false;
  return assignment.targets.some((target) =>
    (target.kind === 'Tuple' ? target.elements : [target]).some(
      (element) => element.kind === 'Name' && given.includes(element.id),
    ),
  );
}

const mayMentionRelu = byUnit((unit, bindings) => {
  const own = ownTriggerWords(bindings);
  for (const word of wordsOf(unit).all()) if (/relu|threshold/i.test(word) || own.has(word)) return true;
  return false;
});

function reportCell(
  call: ResolvedCall,
  models: readonly Model[],
  severity: Severity,
  context: RuleContext,
): void {
  const { bindings, report } = context;
  const bound = boundCall(call, bindings);
  if (bound?.symbol.role !== 'recurrent') return;
  const { symbol } = bound;
  const found = [...bound.arguments.byName.values()].find((argument) =>
    isRelu(argument, symbol, call, bindings),
  );
  if (found?.expression === undefined) return;
  const kernel =
    bound.arguments.byName.get('recurrent_initializer') ??
    bound.arguments.byName.get('recurrent_kernel_init');
  if (kernel?.expression !== undefined && mayBeIdentity(kernel.expression, bindings)) return;
  if (symbol.framework === 'torch' && startsAsIdentity(call.call, models, bindings)) return;
  const name = lastPart(symbol.qualifiedName);
  const activation = sourceOf(found.expression).slice(0, 40);
  const slow = symbol.framework === 'keras' && /^(?:LSTM|GRU)$/.test(name);
  report({
    place: found.expression,
    severity,
    message: slow
      ? phrase`${name} with ${activation}: nothing bounds its state as weights grow, and the fast cuDNN kernel is lost. Use tanh.`
      : phrase`${name} with ${activation}: nothing bounds its state, which may explode as weights grow. Use tanh.`,
    related: [{ place: call.call.callee, message: phrase`The recurrent cell is made here.` }],
    fixes: [
      tanhFix(found.expression, bindings),
      identityFix(call.call, symbol, kernel?.expression, bindings),
    ].filter((fix) => fix !== undefined),
  });
}

/** Whether an argument is an activation of the ReLU family, as a string, a function or a layer. */
function isRelu(
  { parameter, expression }: BoundArgument,
  symbol: LayerSymbol,
  call: ResolvedCall,
  bindings: Bindings,
): boolean {
  if (expression === undefined || (parameter.role !== 'activation' && parameter.name !== 'nonlinearity'))
    return false;
  const text = bindings.constant(expression);
  if (typeof text === 'string') {
    const named = activationFromString(
      symbol.framework,
      text,
      symbol.qualifiedName,
      kerasGeneration(call.qualifiedName),
    );
    return named !== undefined && reluFamily.has(named.activation);
  }
  const name = bindings.qualifiedName(expression.kind === 'Call' ? expression.callee : expression);
  const activation = name === undefined ? undefined : symbolOf(name);
  return activation?.role === 'activation' && reluFamily.has(activation.activation);
}

/** Identity, or something that cannot be told: IRNN (Le et al. 2015) is meant to be like this. */
function mayBeIdentity(expression: Expression, bindings: Bindings): boolean {
  const text = bindings.constant(expression);
  if (typeof text === 'string') return /^identity$/i.test(text);
  const name = bindings.qualifiedName(expression.kind === 'Call' ? expression.callee : expression);
  return name === undefined || /identity|eye/i.test(name);
}

/** In PyTorch the weights are set after construction: by an initialiser that the trace saw, else by one in the same statement. */
function startsAsIdentity(call: CallExpression, models: readonly Model[], bindings: Bindings): boolean {
  return (
    identityLayers(models).get(call.unit)?.has(call.start) === true ||
    mentionsIdentity(call.unit, bindings) ||
    isBareStatement(call, bindings)
  );
}

const layersByModels = new WeakMap<readonly Model[], ReadonlyMap<Unit, ReadonlySet<number>>>();

/** Where the layers are made whose state starts as the identity. */
function identityLayers(models: readonly Model[]): ReadonlyMap<Unit, ReadonlySet<number>> {
  const known = layersByModels.get(models);
  if (known !== undefined) return known;
  const starts = new Map<Unit, Set<number>>();
  for (const { nodes } of models)
    for (const node of nodes) {
      if (node.kind !== 'layer' || node.recurrentInitialization?.initializer !== 'identity') continue;
      const { unit, start } = node.place;
      const inUnit = starts.get(unit);
      if (inUnit === undefined) starts.set(unit, new Set([start]));
      else inUnit.add(start);
    }
  layersByModels.set(models, starts);
  return starts;
}

const mentionsIdentity = byUnit((unit, bindings) => bindings.callsIn(unit).some(makesIdentity));
const hasDefinition = byUnit((unit) => unit.body.some(({ kind }) => kind === 'Class' || kind === 'Function'));
const identityAnywhere = new WeakMap<Bindings, boolean>();

function someUnitMentionsIdentity(bindings: Bindings): boolean {
  let known = identityAnywhere.get(bindings);
  if (known === undefined) {
    known = bindings.module.units.some((unit) => mentionsIdentity(unit, bindings));
    identityAnywhere.set(bindings, known);
  }
  return known;
}

/** At module level the initialiser stands in a statement of its own. */
function isBareStatement(call: CallExpression, bindings: Bindings): boolean {
  return !hasDefinition(call.unit, bindings) && someUnitMentionsIdentity(bindings);
}

function makesIdentity({ qualifiedName }: ResolvedCall): boolean {
  return /^(?:torch\.(?:nn\.init\.eye_|eye)|jax\.numpy\.(?:eye|identity)|numpy\.(?:eye|identity)|tensorflow\.eye)$/.test(
    qualifiedName,
  );
}

const CLIPPING_ARGUMENTS = new Set([
  'clipnorm',
  'clipvalue',
  'global_clipnorm',
  'gradient_clip_val',
  'max_grad_norm',
]);

function clipsGradients({ qualifiedName, call }: ResolvedCall): boolean {
  return (
    /(?:^torch\.nn\.utils\.clip_grad|^tensorflow\.clip_by_|^optax\.(?:clip|adaptive_grad_clip))/.test(
      qualifiedName,
    ) || call.arguments.some(({ name }) => name !== undefined && CLIPPING_ARGUMENTS.has(name))
  );
}

function reportHandWritten(severity: () => Severity, context: RuleContext): void {
  const { bindings } = context;
  const { units } = bindings.module;
  const rectifying = units.filter((unit) => mayMentionRelu(unit, bindings));
  if (rectifying.length === 0) return;
  const circle = new Set(rectifying);
  const own = new Set(rectifying.flatMap((unit) => outlineOf(unit)?.name ?? []));
  // Only a loop in the same place, or one that calls something from there, can close the circle.
  const loops = units
    .filter((unit) => {
      const words = wordsOf(unit);
      return words.hasName('for') && (circle.has(unit) || words.hasAny(own));
    })
    .map((unit) => loopsOf(unit, bindings));
  const closing = loops.flatMap((one) => one.closing);
  const feeding = loops.flatMap((one) => one.feeding);
  const steps =
    feeding.length > 0 || units.some((unit) => wordsOf(unit).has('scan'))
      ? rectifying.flatMap((unit) => stepsOf(unit, bindings))
      : [];
  if (closing.length === 0 && steps.length === 0) return;
  if (someUnitMentionsIdentity(bindings)) return;
  const seen = new Set<CallExpression>();
  const say = (relu: CallExpression, state: string, through: Place, how: Phrase) => {
    if (seen.has(relu)) return;
    seen.add(relu);
    const fix = tanhFix(relu.callee, bindings);
    context.report({
      place: relu,
      severity: severity(),
      message: phrase`The state ${state} passes through ReLU back into itself: nothing bounds it as weights grow. Use tanh.`,
      related: [{ place: through, message: how }],
      fixes: fix === undefined ? [] : [fix],
    });
  };
  for (const { loop, found } of closing)
    say(found.relu, found.state, loop.target, phrase`This loop takes the steps.`);
  for (const { definition, step } of steps) {
    const caller = callerOf(definition, step, feeding, bindings);
    if (caller !== undefined) say(step.relu, step.state, caller, phrase`The steps are taken here.`);
  }
}

/** The call that feeds a step function's result back to it: in a loop, or `jax.lax.scan`. */
function callerOf(
  definition: FunctionDefinition,
  step: StepFunction,
  loops: readonly ForStatement[],
  bindings: Bindings,
): CallExpression | undefined {
  const owner = ownerOf(definition);
  for (const unit of bindings.module.units)
    for (const { call, qualifiedName } of bindings.callsIn(unit)) {
      const [body] = call.arguments;
      if (qualifiedName !== 'jax.lax.scan' || body === undefined || step.from !== 0 || step.to !== 0)
        continue;
      // What is scanned over is new in each step: layers in a row, if it holds their weights.
      if (step.weights.length > 0) continue;
      const referent = bindings.referent(body.value);
      if (referent?.kind === 'function' && referent.definition === definition) return call;
    }
  if (owner !== undefined && !/^(?:forward|__call__|call)$/.test(definition.name)) return undefined;
  for (const loop of loops) {
    let found: CallExpression | undefined;
    for (const call of callsOf(loop)) {
      const referent = bindings.referent(call.callee);
      const certain =
        owner === undefined
          ? referent?.kind === 'function' && referent.definition === definition
          : referent === undefined && isInstanceOf(owner, call, definition, bindings);
      if (certain && feedsBack(loop, call, step)) found = call;
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * `net(x, h)`, `self.cell(x, h)`: called as what the class makes is called, and not known to be something else. A method's name alone says nothing
 * (`noise.forward(action, step)`): there the object has to be known.
 */
function isInstanceOf(
  owner: ClassDefinition,
  { callee }: CallExpression,
  { name }: FunctionDefinition,
  bindings: Bindings,
): boolean {
  const receiver = callee.kind === 'Attribute' && callee.name === name ? callee.object : callee;
  const written = sourceOf(receiver);
  if (written === 'self') return enclosing(callee).includes(owner);
  const made = bindings.module.units.flatMap((unit) => [...(instancesIn(unit, bindings).get(written) ?? [])]);
  if (made.includes(owner.name)) return true;
  return callee.kind === 'Name' && made.length === 0;
}

/** By what is assigned to (`net`, `self.cell`) the classes that are called for it. */
const instancesIn = byUnit((unit) => {
  const made = new Map<string, Set<string>>();
  walkUnit(unit, (node) => {
    if (node.kind !== 'Assign' || node.value === undefined) return;
    const classes: string[] = [];
    walk(node.value, (inner) => {
      if (inner.kind === 'Call' && inner.callee.kind === 'Name') classes.push(inner.callee.id);
    });
    for (const target of node.targets)
      for (const name of classes) {
        const written = sourceOf(target);
        const known = made.get(written);
        if (known === undefined) made.set(written, new Set([name]));
        else known.add(name);
      }
  });
  return made;
});

function callsOf(loop: ForStatement): readonly CallExpression[] {
  return loop.body.flatMap((statement) =>
    statement.kind === 'Assign' && statement.value?.kind === 'Call' ? [statement.value] : [],
  );
}

function ownerOf(node: ForStatement | FunctionDefinition): ClassDefinition | undefined {
  return enclosing(node).find((outer) => outer.kind === 'Class');
}

function tanhFix(relu: Expression, bindings: Bindings): Fix | undefined {
  const edits = tanhEdits(relu, bindings);
  return edits && { title: TANH, safe: false, edits };
}

function tanhEdits(relu: Expression, bindings: Bindings): readonly Edit[] | undefined {
  if (relu.kind === 'String') return [{ kind: 'replace', place: relu, newText: quotedLike('tanh', relu) }];
  const name = bindings.qualifiedName(relu);
  if (name === undefined) {
    // A tensor's method, `h.relu()`.
    if (relu.kind !== 'Attribute' || !/^relu_?$/.test(relu.name)) return undefined;
    return [
      { kind: 'replace', place: { unit: relu.unit, start: relu.nameStart, end: relu.end }, newText: 'tanh' },
    ];
  }
  const tanh = name.startsWith('torch.') ? 'torch.tanh' : `${name.slice(0, name.lastIndexOf('.'))}.tanh`;
  if (symbolOf(tanh) === undefined) return undefined;
  const spelling = spell(bindings, tanh, relu);
  return [{ kind: 'replace', place: relu, newText: spelling.text }, ...spelling.edits];
}

/** Le et al. 2015: a plain ReLU network is stable when it starts by copying its state. */
function identityFix(
  call: CallExpression,
  symbol: LayerSymbol,
  kernel: Expression | undefined,
  bindings: Bindings,
): Fix | undefined {
  const edits =
    symbol.framework === 'keras' && /SimpleRNN(?:Cell)?$/.test(symbol.qualifiedName)
      ? kerasIdentity(call, kernel)
      : /^torch\.nn\.RNN(?:Cell)?$/.test(symbol.qualifiedName)
        ? torchIdentity(call, symbol, bindings)
        : undefined;
  return edits && { title: IDENTITY, safe: false, edits };
}

function kerasIdentity(call: CallExpression, kernel: Expression | undefined): readonly Edit[] | undefined {
  if (kernel !== undefined)
    return kernel.kind === 'String'
      ? [{ kind: 'replace', place: kernel, newText: quotedLike('identity', kernel) }]
      : undefined;
  const last = call.arguments.at(-1);
  if (last === undefined) return undefined;
  const newText = `, recurrent_initializer=${quotedLike('identity', call)}`;
  return [{ kind: 'replace', place: { unit: call.unit, start: last.end, end: last.end }, newText }];
}

/** A line below `self.rnn = nn.RNN(…)`, for one layer in one direction. */
function torchIdentity(
  call: CallExpression,
  symbol: LayerSymbol,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const statement = enclosing(call).find((node) => node.kind === 'Assign');
  if (statement?.kind !== 'Assign' || statement.value !== call || statement.targets.length !== 1)
    return undefined;
  const [target] = statement.targets;
  const several = call.arguments.some(
    ({ name, form }, index) =>
      name === 'num_layers' ||
      name === 'bidirectional' ||
      form.endsWith('star') ||
      (index >= 2 && form === 'positional'),
  );
  if (target === undefined || several) return undefined;
  const { unit } = statement;
  const rest = unit.text.slice(statement.end, statement.end + 200).split('\n')[0] ?? '';
  if (!/^[ \t]*(?:#.*)?\r?$/.test(rest)) return undefined;
  const lineStart = unit.text.lastIndexOf('\n', statement.start - 1) + 1;
  const indent = unit.text.slice(lineStart, statement.start);
  if (indent.trim() !== '') return undefined;
  const eye = spell(bindings, 'torch.nn.init.eye_', call);
  const weight = `${sourceOf(target)}.weight_hh${symbol.qualifiedName.endsWith('Cell') ? '' : '_l0'}`;
  const end = statement.end + rest.trimEnd().length;
  return [
    { kind: 'replace', place: { unit, start: end, end }, newText: `\n${indent}${eye.text}(${weight})` },
    ...eye.edits,
  ];
}
