/** What rules about arithmetic ask: the functions of a document that fail in 32 bits, how, and where. */
import { BoundedCache } from '../../bounded-cache';
import { isWithoutGradient } from '../../frameworks/without-gradient';
import { arithmeticOf } from '../../functions/arithmetic';
import { isAutogradFunction } from '../../functions/autograd';
import { expressionFunction, functionDefinedBy, placeOf, type OwnFunction } from '../../functions/definition';
import { instabilitiesOf, type Instability } from '../../functions/instabilities';
import type { Bindings } from '../../python/names';
import type {
  CallExpression,
  Expression,
  FunctionDefinition,
  LambdaExpression,
  Place,
  Unit,
} from '../../python/syntax';
import {
  enclosing,
  isExpression,
  parentOf,
  walk,
  walkUnit,
  type SyntaxNode,
  nameOfCallee,
} from '../../python/walk';
import { wordsOf } from '../../python/words';
import { localValue, valueBefore } from './local-value';

/** A function of one's own whose value or gradient stops being a number. */
export interface FailingFunction {
  readonly instability: Instability;
  /** The input that the figures are of. */
  readonly variable: string;
  /** Whether more than this input decides: a point where two of them are equal, a vector of zeros. */
  readonly joint: boolean;
  /** What to underline where the instability has no place of its own. */
  readonly place: Place;
}

const frameworks: ReadonlySet<string> = new Set(['torch', 'tensorflow', 'keras', 'tf_keras', 'jax', 'flax']);

/** Functions that overflow, or whose derivative has no bound. */
const triggers: ReadonlySet<string> = new Set(
  (
    'exp exp2 expm1 log log1p log2 log10 sqrt rsqrt pow power norm cosh sinh acos arccos asin arcsin atanh arctanh reciprocal abs ' +
    'absolute float_power l2_norm vector_norm'
  ).split(' '),
);
const mostStatements = 60;

/**
 * The exponential ends at 88.7 in 32 bits. What fails only beyond rests on numbers that are too small to be told from 0: training seldom comes
 * there.
 */
export const END_OF_EXPONENTIAL = 90;

interface Kept {
  readonly environment: string;
  /** Undefined where something outside the unit takes part: asked again for every version. */
  readonly findings: readonly FailingFunction[] | undefined;
}
const kept = new WeakMap<Unit, Kept>();
const latest = new WeakMap<Bindings, readonly FailingFunction[]>();

/** The failing functions of a document, computed once for its bindings. */
export function failingFunctions(bindings: Bindings): readonly FailingFunction[] {
  const known = latest.get(bindings);
  if (known) return known;
  const isOurs = [...bindings.importedModules].some((name) => frameworks.has(name.split('.')[0] ?? ''));
  const found = isOurs ? bindings.module.units.flatMap((unit) => inUnit(unit, bindings)) : [];
  latest.set(bindings, found);
  return found;
}

function inUnit(unit: Unit, bindings: Bindings): readonly FailingFunction[] {
  if (!mentionsTelling(unit)) return [];
  const known = kept.get(unit);
  if (known?.environment === bindings.environment && known.findings) return known.findings;
  const functions: (FunctionDefinition | LambdaExpression)[] = [];
  walkUnit(unit, (node) => {
    if ((node.kind === 'Function' || node.kind === 'Lambda') && hasTelling(node) && isSmall(node))
      functions.push(node);
  });
  const outer = functions.length === 0 ? new Map<string, string>() : outerNames(unit, bindings);
  const copy = outer !== undefined && functions.length > 0 ? copyOf(unit, outer) : undefined;
  const findings =
    copy !== undefined && sound.has(copy)
      ? []
      : functions.flatMap((node) => failuresOf(functionDefinedBy(node, bindings), bindings));
  if (copy !== undefined && findings.length === 0) sound.keep(copy, true);
  kept.set(unit, {
    environment: bindings.environment,
    findings: outer === undefined ? undefined : findings,
  });
  return findings;
}

/** What the names stand for that a unit takes from around it; undefined where one of them is not known. */
function outerNames(unit: Unit, bindings: Bindings): ReadonlyMap<string, string> | undefined {
  const outer = new Map<string, string>();
  let isClosed = true;
  walkUnit(unit, (node) => {
    if (!isClosed || node.kind !== 'Name' || outer.has(node.id) || isBoundIn(node.id, unit)) return;
    const name = bindings.qualifiedName(node);
    if (name === undefined) isClosed = false;
    else outer.set(node.id, name);
  });
  return isClosed ? outer : undefined;
}

/** Copies in which nothing fails: families of models repeat the same norm under a hundred names. */
const sound = new BoundedCache<true>(2_000);

/** What a unit that needs nothing from around it is but for its class's name, with the meaning of the names that it imports. */
function copyOf(unit: Unit, outer: ReadonlyMap<string, string>): string {
  const [first] = unit.body;
  const name = first?.kind === 'Class' ? first.name : undefined;
  const text = unit.text.replaceAll(/\w+/gu, (word) => (word === name ? '$' : word));
  return JSON.stringify([text, ...outer]);
}

function mentionsTelling(unit: Unit): boolean {
  return wordsOf(unit).hasAny(triggers) || /\*\* *(?:0?\.\d|\(1)/u.test(unit.text);
}

function hasTelling(root: SyntaxNode): boolean {
  let found = false;
  walk(root, (node) => {
    found ||= isTelling(node);
    return !found;
  });
  return found;
}

function isTelling(node: SyntaxNode): boolean {
  if (node.kind === 'Binary') return node.operator === '**' && node.right.kind !== 'Name';
  if (node.kind !== 'Call') return false;
  return triggers.has(nameOfCallee(node).replace(/_$/u, ''));
}

function isSmall(node: SyntaxNode): boolean {
  let statements = 0;
  walk(node, (one) => {
    // Statements are counted, and expressions hold none.
    if (isExpression(one)) return false;
    statements += 1;
    return statements <= mostStatements;
  });
  return statements <= mostStatements;
}

const builtin =
  /^(?:abs|max|min|pow|round|sum|float|int|bool|str|bytes|len|range|slice|isinstance|issubclass|enumerate|zip|map|filter|any|all|sorted|reversed|iter|next|list|tuple|dict|set|frozenset|super|staticmethod|classmethod|property|print|type|object|callable|divmod|getattr|hasattr|setattr|repr|id|hash|vars|NotImplemented|[A-Z]\w*(?:Error|Exception|Warning))$/u;

/** Whether a name is bound in the unit itself, or by Python. */
function isBoundIn(id: string, unit: Unit): boolean {
  return builtin.test(id) || boundNames(unit).has(id);
}
const names = new WeakMap<Unit, ReadonlySet<string>>();
function boundNames(unit: Unit): ReadonlySet<string> {
  const known = names.get(unit);
  if (known) return known;
  const bound = new Set<string>();
  const bind = (target: Expression): void => {
    walk(target, (one) => {
      if (one.kind === 'Name') bound.add(one.id);
    });
  };
  walkUnit(unit, (node) => {
    if (node.kind === 'Function' || node.kind === 'Lambda')
      for (const { name } of node.parameters) bound.add(name);
    if (node.kind === 'Function' || node.kind === 'Class') bound.add(node.name);
    if (node.kind === 'With') for (const { target } of node.items) if (target !== undefined) bind(target);
    if (node.kind === 'Assign') node.targets.forEach(bind);
    if (node.kind === 'For') bind(node.target);
    if (node.kind === 'Comprehension') for (const { target } of node.clauses) bind(target);
  });
  names.set(unit, bound);
  return bound;
}

/** The function as a whole; where it cannot be followed, the expressions in it that depend on one input of its. */
function failuresOf(own: OwnFunction, bindings: Bindings): readonly FailingFunction[] {
  if (!isOfTensors(own, bindings)) return [];
  const whole = arithmeticOf(own, bindings);
  const parts = whole.length > 0 || own.kind !== 'function' ? [] : expressionsIn(own.definition, bindings);
  const found: FailingFunction[] = [];
  const tried = [
    ...whole.map((arithmetic) => ({ arithmetic, place: placeOf(own) })),
    ...parts.flatMap(({ part, arithmetics }) =>
      arithmetics.map((arithmetic) => ({ arithmetic, place: placeOf(part) })),
    ),
  ];
  const isDeclared = declaresItsGradient(own, bindings);
  for (const { arithmetic, place } of tried) {
    if (isOfOtherType(own, arithmetic.variable)) continue;
    const joint = arithmetic.others > 0 || arithmetic.elements > 1;
    for (const instability of instabilitiesOf(arithmetic, 'single')) {
      if (isDeclared && instability.kind !== 'overflow') continue;
      // What fails for one input fails for the next, too.
      const at = instability.place ?? place;
      if (instability.place && isOfPython(instability.place, bindings)) continue;
      const isKnown = found.some(
        (one) =>
          (one.instability.place ?? one.place) === at ||
          (whole.length > 0 && one.instability.kind === instability.kind),
      );
      if (!isKnown) found.push({ instability, variable: arithmetic.variable, joint, place });
    }
  }
  return found;
}

/** Whether an annotation says that an input is no tensor: `param_shape: torch.Size`, `steps: int`. */
function isOfOtherType(own: OwnFunction, variable: string): boolean {
  if (own.kind !== 'function') return false;
  const annotation = own.definition.parameters.find(({ name }) => name === variable)?.annotation;
  if (annotation === undefined) return false;
  const text = annotation.unit.text.slice(annotation.start, annotation.end);
  return (
    /\b(?:Size|int|str|bool|[Tt]uple|[Ll]ist|Sequence|Shape)\b/u.test(text) && !/Tensor|Array/u.test(text)
  );
}

/** Whether the code says itself how the function is differentiated, so that nothing follows from how its value is computed. */
function declaresItsGradient(own: OwnFunction, bindings: Bindings): boolean {
  if (own.kind === 'function' && own.owner && isAutogradFunction(own.owner, bindings)) return true;
  const says = ({ unit, start, end }: Expression): boolean =>
    /custom_(?:jvp|vjp|gradient)|\.def(?:jvps?|vjp)/u.test(unit.text.slice(start, end));
  return [own.definition, ...enclosing(own.definition)].some(
    (around) =>
      (around.kind === 'Function' && around.decorators.some(says)) ||
      (around.kind === 'Call' && handsOver.test(nameOfCallee(around))),
  );
}

/** `f.defjvps(lambda t, y, x: …)`: that is the gradient itself, and nothing takes another one of it as a rule. */
const handsOver = /^(?:defjvps?|defvjp)$/u;

/** Whether a framework computes the function. NumPy and Python compute in 64 bits, and without gradients. */
function isOfTensors(own: OwnFunction, bindings: Bindings): boolean {
  let [isFramework, isOther, hasMethods] = [false, false, false];
  walk(own.definition, (node) => {
    if (node.kind === 'Call' && node.callee.kind === 'Attribute')
      hasMethods ||= bindings.qualifiedName(node.callee) === undefined && tensorMethods.has(node.callee.name);
    if (node.kind !== 'Name' && node.kind !== 'Attribute') return;
    const root = bindings.qualifiedName(node)?.split('.')[0];
    isFramework ||= root !== undefined && frameworks.has(root);
    isOther ||= root !== undefined && others.has(root);
  });
  return isFramework || (hasMethods && !isOther);
}
/** `math.exp(mu)` beside tensors is a number of Python. */
function isOfPython(place: Expression, bindings: Bindings): boolean {
  let found = false;
  walk(place, (node) => {
    const name = node.kind === 'Name' || node.kind === 'Attribute' ? bindings.qualifiedName(node) : undefined;
    found ||= name !== undefined && others.has(name.split('.')[0] ?? '');
  });
  return found;
}
const others: ReadonlySet<string> = new Set(['numpy', 'math', 'scipy', 'cupy', 'numba', 'cmath']);
const tensorMethods: ReadonlySet<string> = new Set([
  ...triggers,
  'sum',
  'mean',
  'square',
  'sigmoid',
  'tanh',
  'clamp',
]);

interface FollowedPart {
  readonly part: Extract<OwnFunction, { kind: 'expression' }>;
  readonly arithmetics: ReturnType<typeof arithmeticOf>;
}

/** The largest expressions around triggers calls that depend on one name only: a parameter, or what a part of the model returned. */
function expressionsIn(definition: FunctionDefinition, bindings: Bindings): readonly FollowedPart[] {
  const found = new Map<Expression, FollowedPart>();
  walk(definition, (node) => {
    if (node !== definition && (node.kind === 'Function' || node.kind === 'Lambda')) return false;
    if (!isTelling(node) || !isExpression(node)) return true;
    let best: FollowedPart | undefined;
    for (let at: SyntaxNode | undefined = node; at && isExpression(at); at = parentOf(at)) {
      const own = expressionFunction(at, bindings);
      // What is around it has the same variable or none.
      if (own?.kind !== 'expression' || own.variable === undefined || !isUnbounded(own, definition)) break;
      const arithmetics = arithmeticOf(own, bindings);
      if (arithmetics.length > 0) best = { part: own, arithmetics };
    }
    if (best !== undefined) found.set(best.part.definition, best);
    return true;
  });
  return [...found.values()].slice(0, 20);
}

function isUnbounded(
  own: Extract<OwnFunction, { kind: 'expression' }>,
  definition: FunctionDefinition,
): boolean {
  const { variable } = own;
  let name: Expression | undefined;
  walk(own.definition, (node) => {
    if (node.kind === 'Name' && node.id === variable) name ??= node;
  });
  if (!name || variable === undefined) return false;
  const value = valueBefore(name);
  if (value?.kind === 'Call') return isPartOfModel(value);
  return (
    definition.parameters.some((parameter) => parameter.name === variable) &&
    !boundAgain(definition, variable)
  );
}

/** `self.fc(x)`: what a layer gives has no bound that is known. */
const isPartOfModel = ({ callee }: CallExpression): boolean =>
  callee.kind === 'Attribute' && callee.object.kind === 'Name' && callee.object.id === 'self';

function boundAgain(definition: FunctionDefinition, id: string): boolean {
  let found = false;
  walk(definition, (node) => {
    const targets =
      node.kind === 'Assign'
        ? node.targets
        : node.kind === 'AugmentedAssign' || node.kind === 'For'
          ? [node.target]
          : [];
    for (const target of targets)
      walk(target, (one) => {
        found ||= one.kind === 'Name' && one.id === id;
      });
  });
  return found;
}

/**
 * Whether all that calls the function around copies what it gives into a tensor, `self.noise.copy_(self.transform(…))`, takes no gradient, or hands
 * it random numbers: noise of a layer, targets.
 */
export function isOnlyCopied(place: SyntaxNode, bindings: Bindings): boolean {
  return areAllCalls(
    place,
    bindings,
    (call) => isWithoutGradient(call) || enclosing(call).some(copies) || isDrawn(call.arguments[0], bindings),
  );
}

const wordsOfTraining: ReadonlySet<string> = new Set(
  (
    'backward grad grads gradients value_and_grad jacobian hessian GradientTape requires_grad minimize apply_gradients fit compile optim ' +
    'optimizer optimizers Module Layer Model Function custom_gradient custom_jvp custom_vjp'
  ).split(' '),
);

/** Whether a document uses the function around and has nothing that takes gradients or trains: what it shows are values. */
export function isOnlyEvaluated(place: SyntaxNode, bindings: Bindings): boolean {
  return (
    hasGradientByHand(place) ||
    (areAllCalls(place, bindings, () => true) &&
      !bindings.module.units.some((unit) => wordsOf(unit).hasAny(wordsOfTraining)))
  );
}

/** A class of one's own that extends nothing, writes its `backward` itself and asks no framework for gradients. */
function hasGradientByHand(place: SyntaxNode): boolean {
  const around = enclosing(place).find(({ kind }) => kind === 'Class');
  if (around?.kind !== 'Class' || around.arguments.length > 0) return false;
  const methods = new Set(around.body.flatMap((one) => (one.kind === 'Function' ? [one.name] : [])));
  if (!methods.has('backward')) return false;
  const words = wordsOf(around.unit);
  return ![...wordsOfTraining].some((word) => !methods.has(word) && words.has(word));
}

/** Whether the document calls the function around, and every call is of this kind. */
function areAllCalls(
  place: SyntaxNode,
  bindings: Bindings,
  isSuch: (call: CallExpression) => boolean,
): boolean {
  const name = nameAround(place);
  if (name === undefined) return false;
  let [called, open] = [false, false];
  for (const unit of bindings.module.units) {
    if (!wordsOf(unit).has(name)) continue;
    walkUnit(unit, (node) => {
      if (node.kind !== 'Call' || nameOfCallee(node) !== name) return;
      called = true;
      open ||= !isSuch(node);
    });
  }
  return called && !open;
}

/** What the function around goes by: `def f(x)`, `f = lambda x: …`. */
function nameAround(place: SyntaxNode): string | undefined {
  const around = [place, ...enclosing(place)].find(({ kind }) => kind === 'Function' || kind === 'Lambda');
  if (around?.kind === 'Function') return around.name;
  const held = around && parentOf(around);
  const [target] = held?.kind === 'Assign' && held.value === around ? held.targets : [];
  return target?.kind === 'Name' ? target.id : undefined;
}

const draws =
  /^(?:jax\.random\.(?:normal|uniform|truncated_normal)|torch\.(?:randn?|normal|randn?_like)|(?:tf|tensorflow)\.random\.\w+|numpy\.random\.\w+)$/u;

/** Random numbers, drawn in place or by a function of the document, or a tensor that is cut off: no gradient is asked of them. */
function isDrawn(given: CallExpression['arguments'][number] | undefined, bindings: Bindings): boolean {
  const value = given && (localValue(given.value) ?? given.value);
  if (value?.kind === 'Attribute') return value.name === 'data' || isBuffer(value);
  if (value?.kind !== 'Call') return false;
  if (/^(?:detach|normal_|uniform_|stop_gradient)$/u.test(nameOfCallee(value))) return true;
  const name = bindings.qualifiedName(value.callee);
  if (name !== undefined && draws.test(name)) return true;
  const called = nameOfCallee(value);
  let returns = false;
  for (const unit of bindings.module.units) {
    if (!wordsOf(unit).has(called)) continue;
    walkUnit(unit, (node) => {
      if (node.kind !== 'Return' || node.value?.kind !== 'Call') return;
      const drawn = bindings.qualifiedName(node.value.callee);
      const [around] = enclosing(node).filter(({ kind }) => kind === 'Function');
      returns ||=
        drawn !== undefined && draws.test(drawn) && around?.kind === 'Function' && around.name === called;
    });
  }
  return returns;
}

/** `self.noise` of `self.register_buffer("noise", …)` */
function isBuffer({ name, object, unit }: Extract<Expression, { kind: 'Attribute' }>): boolean {
  let registered = false;
  if (object.kind === 'Name' && object.id === 'self' && wordsOf(unit).has('register_buffer'))
    walkUnit(unit, (node) => {
      const first =
        node.kind === 'Call' && nameOfCallee(node) === 'register_buffer' && node.arguments[0]?.value;
      registered ||= first !== false && first?.kind === 'String' && first.value === name;
    });
  return registered;
}

const copies = (node: SyntaxNode): boolean => node.kind === 'Call' && nameOfCallee(node) === 'copy_';

/** Whether an input goes by the name of a quantity that has one sign or a bound: its whole reach is not to be expected. */
export const isOfOneSign = (variable: string): boolean =>
  /^(?:[prtu]$|dist|log_?(?:var|std|sigma|scale)|sigma|std|var(?:$|_|iance)|prob|loss|radi|norm|time|area|count|temperature)/u.test(
    variable,
  );
