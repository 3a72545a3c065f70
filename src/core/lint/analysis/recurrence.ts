/**
 * Finds recurrences written by hand: a loop or step function whose state passes through a weight that stays the same and a ReLU back into itself.
 * Follows straight-line code only; what it cannot follow is no recurrence.
 */
import { symbolOf, tensorMethod } from '../../frameworks';
import type { FrameworkSymbol } from '../../frameworks/symbol';
import type { Bindings } from '../../python/names';
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  ForStatement,
  FunctionDefinition,
  Statement,
} from '../../python/syntax';
import { walk } from '../../python/walk';
import { reluFamily } from './signal-walk';

/** How far the state has come on its way round: untouched, through a weight, through a weight and then a ReLU. */
type Progress = 'none' | 'state' | 'weighted' | 'rectified';
interface Flow {
  readonly progress: Progress;
  /** Names of what may be new in each step and takes part. */
  readonly inputs: readonly string[];
  /** Those of them that the state was multiplied by: a weight that is new in each step is a layer of its own, and the steps are depth, not time. */
  readonly weights: readonly string[];
  readonly relu: CallExpression | undefined;
}
type Flows = Map<string, Flow>;

const NONE: readonly string[] = [];
const NOTHING: Flow = { progress: 'none', inputs: NONE, weights: NONE, relu: undefined };
const STATE: Flow = { ...NOTHING, progress: 'state' };
const inputNamed = (name: string): Flow => ({ ...NOTHING, inputs: [name] });
const ORDER: readonly Progress[] = ['none', 'state', 'weighted', 'rectified'];
const MOST_STATES = 20;

const MULTIPLIES =
  /^(?:torch\.(?:matmul|mm|mv|bmm|nn\.functional\.linear)|tensorflow\.(?:matmul|linalg\.matvec)|jax\.numpy\.(?:dot|matmul)|keras\.ops\.(?:matmul|dot))$/;
const COMBINES =
  /^(?:torch\.(?:cat|concat|stack|add|nn\.functional\.dropout)|tensorflow\.(?:concat|stack|add)|jax\.numpy\.(?:concatenate|stack|hstack|add)|keras\.ops\.(?:concatenate|add))$/;
const KEEPS_VALUES = new Set([
  'view',
  'reshape',
  'squeeze',
  'unsqueeze',
  'clone',
  'contiguous',
  'to',
  'expand',
  'add',
  'flatten',
]);
const MATRIX_METHODS = new Set(['matmul', 'mm', 'mv', 'bmm', 'dot']);

export interface HandWrittenRecurrence {
  readonly relu: CallExpression;
  /** The state's name. */
  readonly state: string;
}

/** In a `for` loop: the state is what an assignment in the body gives to a name that the body reads before. */
export function recurrenceInLoop(
  loop: ForStatement,
  owner: ClassDefinition | undefined,
  bindings: Bindings,
): HandWrittenRecurrence | undefined {
  const inputs = namesIn(loop.target);
  for (const state of [...assignedNames(loop.body)].slice(0, MOST_STATES)) {
    if (inputs.includes(state)) continue;
    const follower = new Follower(owner, bindings);
    const flows: Flows = new Map([
      ...inputs.map((name) => [name, inputNamed(name)] as const),
      [state, STATE],
    ]);
    follower.run(loop.body, flows);
    const flow = closed(flows.get(state));
    if (flow?.weights.length === 0) return { relu: flow.relu, state };
  }
  return undefined;
}

/** A function that maps a state (and an input) to the next one: parameter `from` comes back at position `to` of what is returned. */
export interface StepFunction extends HandWrittenRecurrence {
  readonly from: number;
  /** Undefined where the state alone is returned. */
  readonly to: number | undefined;
  readonly parameterCount: number;
  /** Positions of the parameters that the state is multiplied by: only where those stay the same is it a recurrence. */
  readonly weights: readonly number[];
}

/** Every reading of a function as a step; which one is meant only its callers tell. */
export function stepFunctions(
  definition: FunctionDefinition,
  owner: ClassDefinition | undefined,
  bindings: Bindings,
): readonly StepFunction[] {
  const steps: StepFunction[] = [];
  const names = definition.parameters.map(({ name }) => name).slice(owner === undefined ? 0 : 1);
  for (const [from, state] of names.entries()) {
    if (names.length < 2 || from >= MOST_STATES) break;
    const follower = new Follower(owner, bindings);
    const flows: Flows = new Map(names.map((name) => [name, name === state ? STATE : inputNamed(name)]));
    follower.run(definition.body, flows);
    const { returned } = follower;
    if (returned === undefined) continue;
    const elements = returned.kind === 'Tuple' ? returned.elements : [returned];
    for (const [index, element] of elements.entries()) {
      const flow = closed(follower.flowOf(element, flows));
      if (flow === undefined) continue;
      const to = returned.kind === 'Tuple' ? index : undefined;
      const weights = flow.weights.map((name) => names.indexOf(name));
      steps.push({ relu: flow.relu, state, from, to, parameterCount: names.length, weights });
    }
  }
  return steps;
}

/** Whether a loop hands what a call returned back to it, as a step function of this shape needs it. */
export function feedsBack(loop: ForStatement, call: CallExpression, step: StepFunction): boolean {
  const argument = call.arguments[step.from];
  if (argument?.value.kind !== 'Name' || call.arguments.length !== step.parameterCount) return false;
  const fed = argument.value.id;
  const changing = new Set([...namesIn(loop.target), ...assignedNames(loop.body)]);
  // `for layer in self.layers: h = layer(x, h)`: another one in each round is depth, not time.
  if (namesIn(call.callee).some((name) => changing.has(name))) return false;
  const weights = step.weights.map((position) => call.arguments[position]?.value);
  if (weights.some((weight) => weight === undefined || namesIn(weight).some((name) => changing.has(name))))
    return false;
  let found = false;
  for (const statement of loop.body)
    walk(statement, (node) => {
      if (node.kind !== 'Assign' || node.value !== call) return;
      const [target] = node.targets;
      const receiver =
        step.to === undefined ? target : target?.kind === 'Tuple' ? target.elements[step.to] : undefined;
      if (receiver?.kind === 'Name' && receiver.id === fed) found = true;
    });
  return found;
}

function closed(flow: Flow | undefined): (Flow & { readonly relu: CallExpression }) | undefined {
  return flow?.progress === 'rectified' && flow.inputs.length > 0 && flow.relu !== undefined
    ? { ...flow, relu: flow.relu }
    : undefined;
}

class Follower {
  returned: Expression | undefined;

  constructor(
    readonly owner: ClassDefinition | undefined,
    readonly bindings: Bindings,
  ) {}

  run(body: readonly Statement[], flows: Flows): void {
    for (const statement of body) {
      if (statement.kind === 'Assign' && statement.value !== undefined)
        for (const target of statement.targets) this.assign(target, statement.value, flows);
      else if (statement.kind === 'AugmentedAssign' && statement.target.kind === 'Name')
        flows.set(
          statement.target.id,
          join(this.flowOf(statement.target, flows), this.flowOf(statement.value, flows)),
        );
      else if (statement.kind === 'If') {
        this.run(statement.body, flows);
        this.run(statement.orElse, flows);
      } else if (statement.kind === 'With') this.run(statement.body, flows);
      else if (statement.kind === 'Return') this.returned = statement.value;
    }
  }

  private assign(target: Expression, value: Expression, flows: Flows): void {
    if (target.kind === 'Name') flows.set(target.id, this.flowOf(value, flows));
    else if (target.kind === 'Tuple' && value.kind === 'Tuple')
      target.elements.forEach((element, index) => {
        const part = value.elements[index];
        if (part !== undefined) this.assign(element, part, flows);
      });
    else for (const name of namesIn(target)) flows.set(name, NOTHING);
  }

  flowOf(expression: Expression, flows: Flows): Flow {
    switch (expression.kind) {
      case 'Name':
        return flows.get(expression.id) ?? NOTHING;
      case 'Binary': {
        const left = this.flowOf(expression.left, flows);
        const right = this.flowOf(expression.right, flows);
        return expression.operator === '@' ? multiply([left, right]) : join(left, right);
      }
      case 'Unary':
        return this.flowOf(expression.operand, flows);
      case 'Tuple':
      case 'List':
        return expression.elements.map((element) => this.flowOf(element, flows)).reduce(join, NOTHING);
      case 'Subscript': {
        const object = this.flowOf(expression.object, flows);
        return { ...object, inputs: union(object.inputs, this.flowOf(expression.index, flows).inputs) };
      }
      case 'Call':
        return this.flowOfCall(expression, flows);
      case 'Conditional':
        return join(this.flowOf(expression.whenTrue, flows), this.flowOf(expression.whenFalse, flows));
      case 'Attribute':
        // `layer.weight` of a loop's `layer` is another one in every round.
        return onlyInputs(this.flowOf(expression.object, flows));
      default:
        return onlyInputs(
          namesIn(expression)
            .map((name) => flows.get(name) ?? NOTHING)
            .reduce(join, NOTHING),
        );
    }
  }

  private flowOfCall(call: CallExpression, flows: Flows): Flow {
    const each = call.arguments.map(({ value }) => this.flowOf(value, flows));
    const given = each.reduce(join, NOTHING);
    const name = this.bindings.qualifiedName(call.callee);
    if (name !== undefined) {
      const symbol = symbolOf(name);
      if (drawsWeights(symbol) && !call.arguments.some(({ name: key }) => key === 'reuse'))
        return onlyInputs(given);
      if (symbol !== undefined && symbol.role !== 'initializer') return through(symbol, call, given, each);
      return MULTIPLIES.test(name) ? multiply(each) : COMBINES.test(name) ? given : onlyInputs(given);
    }
    if (call.callee.kind !== 'Attribute') return onlyInputs(given);
    const { object, name: attribute } = call.callee;
    if (object.kind === 'Name' && object.id === 'self') {
      const symbol = this.ownLayer(attribute);
      return symbol === undefined ? onlyInputs(given) : through(symbol, call, given, []);
    }
    const own = this.flowOf(object, flows);
    const receiver = join(own, given);
    const method = tensorMethod(attribute);
    if (method !== undefined) return through(method, call, receiver, []);
    if (MATRIX_METHODS.has(attribute)) return multiply([own, ...each]);
    return KEEPS_VALUES.has(attribute) ? receiver : onlyInputs(receiver);
  }

  /** What `self.name = nn.Linear(…)` in the class makes of an attribute. */
  private ownLayer(name: string): FrameworkSymbol | undefined {
    if (this.owner === undefined) return undefined;
    for (const callee of madeInto(this.owner).get(name) ?? []) {
      const qualifiedName = this.bindings.qualifiedName(callee);
      const symbol = qualifiedName === undefined ? undefined : symbolOf(qualifiedName);
      if (symbol !== undefined) return symbol;
    }
    return undefined;
  }
}

/** `tf.layers.dense(x, 64)` makes weights of its own in every round: rounds are depth, not time. */
const drawsWeights = (symbol: FrameworkSymbol | undefined): boolean =>
  (symbol?.role === 'linear' || symbol?.role === 'conv') &&
  symbol.form === 'function' &&
  symbol.framework === 'tensorflow';

type Callees = ReadonlyMap<string, readonly Expression[]>;
const calleesOfClasses = new WeakMap<ClassDefinition, Callees>();

/** What a class calls to make each of its attributes, `nn.Linear` of `self.name = nn.Linear(…)`, in source order. */
function madeInto(owner: ClassDefinition): Callees {
  const known = calleesOfClasses.get(owner);
  if (known !== undefined) return known;
  const callees = new Map<string, Expression[]>();
  walk(owner, (node) => {
    if (node.kind !== 'Assign' || node.value?.kind !== 'Call') return;
    for (const target of node.targets) {
      if (target.kind !== 'Attribute' || target.object.kind !== 'Name' || target.object.id !== 'self')
        continue;
      const ofName = callees.get(target.name);
      if (ofName === undefined) callees.set(target.name, [node.value.callee]);
      else ofName.push(node.value.callee);
    }
  });
  calleesOfClasses.set(owner, callees);
  return callees;
}

function through(symbol: FrameworkSymbol, call: CallExpression, given: Flow, each: readonly Flow[]): Flow {
  if (symbol.role === 'activation') {
    if (!reluFamily.has(symbol.activation)) return onlyInputs(given);
    return given.progress === 'weighted' ? { ...given, progress: 'rectified', relu: call } : given;
  }
  if (symbol.role === 'linear' || symbol.role === 'conv')
    // The functional forms take the weight behind the input; a bias that changes is an input. A module that takes two passes messages on a graph.
    return each.length < 2
      ? weigh(given)
      : symbol.form === 'function'
        ? join(multiply(each.slice(0, 2)), onlyInputs(given))
        : onlyInputs(given);
  return symbol.role === 'dropout' ? given : onlyInputs(given);
}

/** A product with the state; what stands beside it is the weight. */
function multiply(operands: readonly Flow[]): Flow {
  const product = operands.reduce(join, NOTHING);
  if (product.progress === 'none') return product;
  const beside = operands.filter(({ progress }) => progress === 'none').flatMap(({ inputs }) => inputs);
  return weigh({ ...product, weights: union(product.weights, beside) });
}

function weigh(flow: Flow): Flow {
  return flow.progress === 'state' ? { ...flow, progress: 'weighted' } : flow;
}

function join(one: Flow, other: Flow): Flow {
  const further = ORDER.indexOf(one.progress) >= ORDER.indexOf(other.progress) ? one : other;
  return {
    ...further,
    inputs: union(one.inputs, other.inputs),
    weights: union(one.weights, other.weights),
  };
}

const onlyInputs = ({ inputs }: Flow): Flow => ({ ...NOTHING, inputs });

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  if (other.length === 0) return one;
  return one.length === 0 ? other : [...new Set([...one, ...other])];
}

function namesIn(expression: Expression): readonly string[] {
  const names: string[] = [];
  walk(expression, (node) => {
    if (node.kind === 'Name') names.push(node.id);
  });
  return names;
}

function assignedNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of body)
    walk(statement, (node) => {
      if (node.kind === 'Assign')
        for (const target of node.targets) for (const name of namesIn(target)) names.add(name);
    });
  return names;
}
