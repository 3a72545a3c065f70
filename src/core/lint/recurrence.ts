/**
 * Finds recurrences written by hand: a loop or step function whose state passes through a weight that stays the same and a ReLU back into itself.
 * Follows straight-line code only; what it cannot follow is no recurrence.
 */
import { symbolOf, tensorMethod } from '../frameworks';
import type { FrameworkSymbol } from '../frameworks/symbol';
import type { Bindings } from '../python/names';
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  ForStatement,
  FunctionDefinition,
  Statement,
} from '../python/syntax';
import { walk } from '../python/walk';
import { reluFamily } from './signal-walk';

/** How far the state has come on its way round: untouched, through a weight, through a weight and then a ReLU. */
type Progress = 'none' | 'state' | 'weighted' | 'rectified';
interface Flow {
  readonly progress: Progress;
  /** Whether what is new in each step takes part. */
  readonly input: boolean;
  readonly relu: CallExpression | undefined;
}
type Flows = Map<string, Flow>;

const NOTHING: Flow = { progress: 'none', input: false, relu: undefined };
const STATE: Flow = { progress: 'state', input: false, relu: undefined };
const INPUT: Flow = { progress: 'none', input: true, relu: undefined };
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
    const flows: Flows = new Map([...inputs.map((name) => [name, INPUT] as const), [state, STATE]]);
    follower.run(loop.body, flows);
    const relu = closed(flows.get(state));
    if (relu !== undefined) return { relu, state };
  }
  return undefined;
}

/** A function that maps a state (and an input) to the next one: parameter `from` comes back at position `to` of what is returned. */
export interface StepFunction extends HandWrittenRecurrence {
  readonly from: number;
  /** Undefined where the state alone is returned. */
  readonly to: number | undefined;
  readonly parameterCount: number;
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
    const flows: Flows = new Map(names.map((name) => [name, name === state ? STATE : INPUT]));
    follower.run(definition.body, flows);
    const { returned } = follower;
    if (returned === undefined) continue;
    const elements = returned.kind === 'Tuple' ? returned.elements : [returned];
    for (const [index, element] of elements.entries()) {
      const relu = closed(follower.flowOf(element, flows));
      if (relu === undefined) continue;
      const to = returned.kind === 'Tuple' ? index : undefined;
      steps.push({ relu, state, from, to, parameterCount: names.length });
    }
  }
  return steps;
}

/** Whether a loop hands what a call returned back to it, as a step function of this shape needs it. */
export function feedsBack(loop: ForStatement, call: CallExpression, step: StepFunction): boolean {
  const argument = call.arguments[step.from];
  if (argument?.value.kind !== 'Name' || call.arguments.length !== step.parameterCount) return false;
  const fed = argument.value.id;
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

function closed(flow: Flow | undefined): CallExpression | undefined {
  return flow?.progress === 'rectified' && flow.input ? flow.relu : undefined;
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
        const both = join(this.flowOf(expression.left, flows), this.flowOf(expression.right, flows));
        return expression.operator === '@' ? weigh(both) : both;
      }
      case 'Unary':
        return this.flowOf(expression.operand, flows);
      case 'Tuple':
      case 'List':
        return expression.elements.map((element) => this.flowOf(element, flows)).reduce(join, NOTHING);
      case 'Subscript': {
        const object = this.flowOf(expression.object, flows);
        return { ...object, input: object.input || this.flowOf(expression.index, flows).input };
      }
      case 'Call':
        return this.flowOfCall(expression, flows);
      default:
        return NOTHING;
    }
  }

  private flowOfCall(call: CallExpression, flows: Flows): Flow {
    const given = call.arguments.map(({ value }) => this.flowOf(value, flows)).reduce(join, NOTHING);
    const name = this.bindings.qualifiedName(call.callee);
    if (name !== undefined) {
      const symbol = symbolOf(name);
      if (symbol !== undefined && symbol.role !== 'initializer') return through(symbol, call, given);
      return MULTIPLIES.test(name)
        ? weigh(given)
        : COMBINES.test(name)
          ? given
          : { ...NOTHING, input: given.input };
    }
    if (call.callee.kind !== 'Attribute') return { ...NOTHING, input: given.input };
    const { object, name: attribute } = call.callee;
    if (object.kind === 'Name' && object.id === 'self') {
      const symbol = this.ownLayer(attribute);
      return symbol === undefined ? { ...NOTHING, input: given.input } : through(symbol, call, given);
    }
    const receiver = join(this.flowOf(object, flows), given);
    const method = tensorMethod(attribute);
    if (method !== undefined) return through(method, call, receiver);
    if (MATRIX_METHODS.has(attribute)) return weigh(receiver);
    return KEEPS_VALUES.has(attribute) ? receiver : { ...NOTHING, input: receiver.input };
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

function through(symbol: FrameworkSymbol, call: CallExpression, given: Flow): Flow {
  if (symbol.role === 'activation') {
    if (!reluFamily.has(symbol.activation)) return { ...NOTHING, input: given.input };
    return given.progress === 'weighted' ? { ...given, progress: 'rectified', relu: call } : given;
  }
  if (symbol.role === 'linear' || symbol.role === 'conv') return weigh(given);
  return symbol.role === 'dropout' ? given : { ...NOTHING, input: given.input };
}

function weigh(flow: Flow): Flow {
  return flow.progress === 'state' ? { ...flow, progress: 'weighted' } : flow;
}

function join(one: Flow, other: Flow): Flow {
  const further = ORDER.indexOf(one.progress) >= ORDER.indexOf(other.progress) ? one : other;
  return { ...further, input: one.input || other.input };
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
