/** The uses inside one unit, without what other units hold in names. */
import type { Bindings, ConstantValue } from '../python/names';
import type { CallExpression, ClassDefinition, Expression, Unit } from '../python/syntax';
import { bindArguments, defaultArguments } from './arguments';
import { canonicalName, kerasGeneration, symbolOf } from './canonical';
import { layerFans } from './fans';
import { apiUse, inSourceOrder, instanceUse, isHeld, type HeldActivation } from './make-use';
import { mayBeTensor, tensorMethod } from './methods';
import { heldBy, type Scope } from './scope';
import {
  argumentPlace,
  getterString,
  layerStrings,
  passedString,
  tableString,
  type StringUse,
} from './string-uses';
import {
  initializerCall,
  initializerString,
  layerCall,
  lossCall,
  lossStrings,
  recurrentCall,
} from './symbol-uses';
import type { ActivationSymbol, ApiParameter, Framework, LayerSymbol } from './symbol';
import { traverseUnit } from './traverse';
import type { RecognisedUse, SymbolUse } from './use';
import type { Fans } from './variance';

/** A name of the module level, used here; what it holds is decided per version of the document. */
export interface PendingName {
  readonly name: string;
  readonly expression: Expression;
  readonly call: CallExpression | undefined;
}

/** An attribute of `self` that its class does not bind; a base class in the document may. */
export interface PendingAttribute extends PendingName {
  readonly definition: ClassDefinition;
}

export interface UnitUses {
  /** In source order. */
  readonly uses: readonly RecognisedUse[];
  readonly symbols: readonly SymbolUse[];
  /** The names and attributes that take an activation where it is made: found by the cursor, but no uses of their own. */
  readonly targets: readonly RecognisedUse[];
  /** Names that the unit binds on module level: with the activation they hold, or `null`. */
  readonly holds: ReadonlyMap<string, HeldActivation | null>;
  readonly pending: readonly PendingName[];
  /** What the classes of the unit bind to attributes. */
  readonly classes: ReadonlyMap<ClassDefinition, ReadonlyMap<string, HeldActivation | null>>;
  readonly inherited: readonly PendingAttribute[];
}

export function unitUses(unit: Unit, bindings: Bindings, frameworks: ReadonlySet<Framework>): UnitUses {
  const collector = new Collector(bindings, frameworks);
  const module = traverseUnit(unit, {
    expression: (expression, scope) => {
      collector.visit(expression, scope);
    },
    classEnd: (definition, scope) => {
      collector.classEnd(definition, scope);
    },
    target: (target, value) => {
      collector.target(target, value);
    },
    parameterDefault: (name, value) => {
      collector.passed(name, value, undefined);
    },
  });
  return collector.finish(module);
}

interface Reference {
  readonly expression: Expression;
  readonly scope: Scope;
  readonly call: CallExpression | undefined;
}

const noFans: Fans = { fanIn: undefined, fanOut: undefined };

class Collector {
  /** By the expression that makes or names the activation. */
  readonly #made = new Map<Expression, HeldActivation>();
  readonly #symbols: SymbolUse[] = [];
  readonly #calls = new Map<Expression, CallExpression>();
  readonly #references: Reference[] = [];
  readonly #targets: (readonly [target: Expression, value: Expression])[] = [];
  readonly #classes = new Map<ClassDefinition, Scope>();
  readonly #fansOfArgument = new Map<Expression, Fans>();
  /** What must wait until the scopes are complete. */
  readonly #later: (() => void)[] = [];

  constructor(
    private readonly bindings: Bindings,
    private readonly frameworks: ReadonlySet<Framework>,
  ) {}

  visit(expression: Expression, scope: Scope): void {
    switch (expression.kind) {
      case 'Call':
        this.#visitCall(expression, scope);
        break;
      case 'Name':
      case 'Attribute':
        this.#visitReference(expression, scope);
        break;
      case 'Subscript':
        if (this.frameworks.has('transformers')) this.#add(tableString(expression, this.bindings));
        break;
    }
  }

  /** A keyword argument of a call that no table knows, or a parameter's default. */
  passed(keyword: string, value: Expression, taker: string | undefined, call?: CallExpression): void {
    const area = call === undefined ? value : argumentPlace(call, value);
    this.#add(passedString(keyword, value, area, taker, this.frameworks));
  }

  target(target: Expression, value: Expression): void {
    if (target.kind === 'Name' || target.kind === 'Attribute') this.#targets.push([target, value]);
  }

  classEnd(definition: ClassDefinition, scope: Scope): void {
    this.#classes.set(definition, scope);
  }

  finish(module: Scope): UnitUses {
    for (const task of this.#later) task();
    const uses = [...this.#made.values()].map((holding) => holding.use);
    const pending: PendingName[] = [];
    const inherited: PendingAttribute[] = [];
    for (const { expression, scope, call } of this.#references) {
      const held = heldBy(expression, scope);
      if (held?.kind === 'module') pending.push({ name: held.name, expression, call });
      else if (held?.kind === 'base')
        inherited.push({ name: held.name, definition: held.definition, expression, call });
      const holding = held?.kind === 'value' ? this.#holding(held.value) : undefined;
      if (holding !== undefined) uses.push(instanceUse(holding, expression, call, this.bindings));
    }
    const holds = this.#held(module.names);
    const classes = new Map(
      [...this.#classes].map(([definition, { attributes }]) => [definition, this.#held(attributes)]),
    );
    const targets = this.#targets.flatMap(([target, value]) => {
      const holding = this.#holding(value);
      return holding === undefined ? [] : [instanceUse(holding, target, undefined, this.bindings)];
    });
    return { uses: inSourceOrder(uses), symbols: this.#symbols, targets, holds, pending, classes, inherited };
  }

  #held(names: Scope['names']): ReadonlyMap<string, HeldActivation | null> {
    return new Map([...names].map(([name, value]) => [name, this.#holding(value) ?? null]));
  }

  #holding(expression: Expression | null | undefined): HeldActivation | undefined {
    const holding = expression == null ? undefined : this.#made.get(expression);
    return holding !== undefined && isHeld(holding.use) ? holding : undefined;
  }

  #add(found: readonly StringUse[]): void {
    for (const { maker, use } of found) this.#made.set(maker, { use, callable: undefined });
  }

  readonly #constant = (expression: Expression): ConstantValue | undefined =>
    this.bindings.constant(expression);

  #visitCall(call: CallExpression, scope: Scope): void {
    this.#calls.set(call.callee, call);
    const written = this.bindings.qualifiedName(call.callee);
    const symbol = written === undefined ? undefined : symbolOf(written);
    if (written === undefined) {
      this.#visitMethod(call, scope);
      this.#passedBy(call, undefined);
      if (this.frameworks.has('keras')) this.#symbols.push(...lossStrings(call));
    } else if (symbol?.role === 'activation') {
      // `torch.Tensor.relu(x)` takes its tensor as an argument.
      const given = symbol.form === 'method' ? call.arguments.slice(1) : call.arguments;
      const bound = bindArguments(symbol.parameters, { arguments: given }, this.#constant);
      const use = apiUse(symbol, bound, call, call.callee, symbol.form);
      this.#made.set(call, { use, callable: undefined });
    } else if (symbol?.role === 'initializer') {
      this.#later.push(() => {
        const fans = this.#fansOfArgument.get(call);
        this.#symbols.push(initializerCall(symbol, call, scope, this.bindings, fans));
      });
    } else if (symbol !== undefined && 'weighted' in symbol) {
      this.#visitLayer(symbol, call, kerasGeneration(written));
    } else if (symbol?.role === 'loss') {
      this.#symbols.push(lossCall(symbol, call, this.bindings));
    } else {
      this.#visitOther(canonicalName(written), call, kerasGeneration(written));
    }
  }

  #visitOther(name: string, call: CallExpression, generation: 2 | 3 | undefined): void {
    if (name === 'functools.partial') {
      this.#visitPartial(call);
      return;
    }
    const got = getterString(name, call, generation);
    if (got === undefined) this.#passedBy(call, name);
    else this.#add(got);
  }

  #passedBy(call: CallExpression, taker: string | undefined): void {
    for (const { name, value } of call.arguments)
      if (name !== undefined) this.passed(name, value, taker, call);
  }

  #visitLayer(layer: LayerSymbol, call: CallExpression, generation: 2 | 3 | undefined): void {
    const bound = bindArguments(layer.parameters, call, this.#constant);
    this.#add(layerStrings(layer, call, bound, generation));
    const found =
      layer.role === 'recurrent'
        ? recurrentCall(layer, call, bound, this.bindings)
        : layerCall(layer, call, bound, this.bindings);
    if (found !== undefined) this.#symbols.push(found);
    const fans = layerFans(layer, bound);
    for (const { parameter, expression } of bound.byName.values()) {
      if (parameter.role !== 'initializer' || expression === undefined) continue;
      const ofKernel = !/bias|recurrent|pointwise|beta|gamma|moving/.test(parameter.name);
      if (ofKernel) this.#fansOfArgument.set(expression, fans);
      if (expression.kind !== 'String') continue;
      const use = initializerString(layer, expression, ofKernel ? fans : noFans);
      if (use !== undefined) this.#symbols.push({ ...use, area: argumentPlace(call, expression) });
    }
  }

  #visitPartial(call: CallExpression): void {
    const [first, ...others] = call.arguments;
    if (first?.form !== 'positional') return;
    const symbol = this.#activationAt(first.value);
    if (symbol === undefined) return;
    this.#calls.set(first.value, call);
    const bound = bindArguments(withoutInput(symbol.parameters), { arguments: others }, this.#constant);
    this.#made.set(call, { use: apiUse(symbol, bound, call, first.value, 'reference'), callable: undefined });
  }

  #visitMethod(call: CallExpression, scope: Scope): void {
    const { callee, unit, end } = call;
    if (callee.kind !== 'Attribute' || !this.frameworks.has('torch')) return;
    const symbol = tensorMethod(callee.name);
    if (symbol === undefined || !mayBeTensor(callee.object, scope, this.bindings)) return;
    const limit = symbol.parameters.filter((p) => p.keywordOnly !== true).length;
    if (call.arguments.filter((argument) => argument.form === 'positional').length > limit) return;
    const bound = bindArguments(symbol.parameters, call, this.#constant);
    if (bound.unexpected.length > 0) return;
    const place = { unit, start: callee.nameStart, end };
    const use = { ...apiUse(symbol, bound, call, callee, 'method'), place, area: place };
    this.#made.set(call, { use, callable: undefined });
  }

  #visitReference(expression: Expression, scope: Scope): void {
    const call = this.#calls.get(expression);
    const symbol = this.#activationAt(expression);
    if (symbol === undefined) {
      this.#references.push({ expression, scope, call });
    } else if (call === undefined) {
      const bound = defaultArguments(withoutInput(symbol.parameters));
      const use = apiUse(symbol, bound, expression, expression, 'reference');
      this.#made.set(expression, { use, callable: symbol });
    }
  }

  #activationAt(expression: Expression): ActivationSymbol | undefined {
    const name = this.bindings.qualifiedName(expression);
    const symbol = name === undefined ? undefined : symbolOf(name);
    return symbol?.role === 'activation' ? symbol : undefined;
  }
}

function withoutInput(parameters: readonly ApiParameter[]): readonly ApiParameter[] {
  return parameters.filter((parameter) => parameter.role !== 'input');
}
