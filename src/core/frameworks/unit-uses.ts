/** The uses inside one unit, without what other units hold in names. */
import type { Bindings } from '../python/names';
import type { CallExpression, Expression, Place, Unit } from '../python/syntax';
import { activationCall } from './activation-call';
import { bindArguments, defaultArguments } from './arguments';
import { canonicalName, kerasGeneration, symbolOf } from './canonical';
import { initializerCall, initializerString, recurrentCall } from './symbol-uses';
import { layerFans } from './fans';
import { tensorMethod } from './methods';
import { classOfSelf, heldName, placeOf, type Scope } from './scope';
import { activationFromString } from './strings';
import type { ActivationSymbol, ApiParameter, BoundArguments, Framework, LayerSymbol } from './symbol';
import { traverseUnit } from './traverse';
import { sourceOf, type RecognisedUse, type SymbolUse } from './use';
import type { Fans } from './variance';

/** An activation that an expression makes, and the API behind it where a call can still set its parameters. */
export interface Holding {
  readonly use: RecognisedUse;
  readonly callable: ActivationSymbol | undefined;
}

/** A name of the module level, used here; what it holds is decided per version of the document. */
export interface PendingName {
  readonly name: string;
  readonly expression: Expression;
  readonly call: CallExpression | undefined;
}

export interface UnitUses {
  /** In source order. */
  readonly uses: readonly RecognisedUse[];
  readonly symbols: readonly SymbolUse[];
  /** Names that the unit binds on module level: with the activation they hold, or `null`. */
  readonly holds: ReadonlyMap<string, Holding | null>;
  readonly pending: readonly PendingName[];
}

/** Everything that recognising a single place needs to know about the document. */
export interface Recogniser {
  readonly bindings: Bindings;
  readonly frameworks: ReadonlySet<Framework>;
}

interface Reference {
  readonly expression: Expression;
  readonly scope: Scope;
  readonly call: CallExpression | undefined;
}

const noFans: Fans = { fanIn: undefined, fanOut: undefined };

/** Keywords of configuration classes and helpers that take the name of an activation. */
const activationKeywords =
  /^(?:hidden_act(?:ivation)?|activation_function|activation|recurrent_activation|\w+_activation|act_fn)$/;

export function unitUses(unit: Unit, recogniser: Recogniser): UnitUses {
  const { bindings, frameworks } = recogniser;
  const constant = (expression: Expression) => bindings.constant(expression);
  const made = new Map<Expression, Holding>();
  const symbols: SymbolUse[] = [];
  const callees = new Map<Expression, CallExpression>();
  const references: Reference[] = [];
  const strings = new Set<Expression>();
  const fansOfArgument = new Map<Expression, Fans>();
  /** What must wait until the scopes are complete. */
  const later: (() => void)[] = [];

  const hold = (expression: Expression, use: RecognisedUse, callable?: ActivationSymbol): void => {
    made.set(expression, { use, callable });
  };

  const named = (
    value: Expression,
    place: Expression,
    area: Place,
    call: string,
    framework: Framework,
    keyword: string | undefined,
    generation?: 2 | 3,
  ): void => {
    if (value.kind !== 'String' || value.value === undefined || strings.has(value)) return;
    const found = activationFromString(framework, value.value, call, generation);
    if (found === undefined) return;
    strings.add(value);
    const argument = `${keyword === undefined ? '' : `${keyword}=`}'${value.value}'`;
    hold(place, {
      id: found.activation,
      parameters: found.parameters,
      unknownParameters: [],
      api: `${call} ${argument}`.trim(),
      framework,
      form: 'string',
      place: placeOf(place),
      area,
      holes: [],
      parameterPlaces: {},
      source: sourceOf(place),
    });
  };

  const visitCall = (call: CallExpression, scope: Scope): void => {
    callees.set(call.callee, call);
    const written = bindings.qualifiedName(call.callee);
    if (written === undefined) {
      visitMethod(call, scope);
      looseStrings(call, undefined);
      return;
    }
    const name = canonicalName(written);
    const symbol = symbolOf(written);
    if (symbol?.role === 'activation') {
      const shift = symbol.form === 'method' ? 1 : 0;
      const bound = bindArguments(symbol.parameters, { arguments: call.arguments.slice(shift) }, constant);
      hold(call, useOf(symbol, bound, call, call, symbol.form), undefined);
    } else if (symbol?.role === 'initializer') {
      later.push(() =>
        symbols.push(initializerCall(symbol, call, scope, bindings, fansOfArgument.get(call))),
      );
    } else if (symbol !== undefined && 'weighted' in symbol) {
      visitLayer(symbol, call, kerasGeneration(written));
    } else if (name === 'functools.partial') {
      visitPartial(call);
    } else if (/^keras\.activations\.(?:get|deserialize)$/.test(name)) {
      const first = call.arguments[0]?.value;
      if (first !== undefined) named(first, call, call, name, 'keras', undefined, kerasGeneration(written));
    } else if (/^transformers\.activations\.get_activation$/.test(name)) {
      const first = call.arguments[0]?.value;
      if (first !== undefined) named(first, call, call, name, 'transformers', undefined);
    } else {
      looseStrings(call, name);
    }
  };

  const visitLayer = (symbol: LayerSymbol, call: CallExpression, generation: 2 | 3 | undefined): void => {
    const bound = bindArguments(symbol.parameters, call, constant);
    if (symbol.role === 'recurrent') symbols.push(recurrentCall(symbol, call, bound));
    const fans = layerFans(symbol, bound);
    for (const { parameter, expression } of bound.byName.values()) {
      if (expression === undefined) continue;
      if (parameter.role === 'activation') {
        const whole = symbol.role === 'activation-layer';
        const framework = symbol.framework === 'tensorflow' ? 'keras' : symbol.framework;
        const area = argumentPlace(call, expression);
        named(
          expression,
          whole ? call : expression,
          whole ? call : area,
          symbol.qualifiedName,
          framework,
          parameter.name,
          generation,
        );
      } else if (
        parameter.role === 'initializer' &&
        !/bias|recurrent|beta|gamma|moving/.test(parameter.name)
      ) {
        fansOfArgument.set(expression, fans);
      }
      if (parameter.role === 'initializer' && expression.kind === 'String') {
        const use = initializerString(symbol, expression, fansOfArgument.get(expression) ?? noFans);
        if (use !== undefined) symbols.push({ ...use, area: argumentPlace(call, expression) });
      }
    }
  };

  const visitPartial = (call: CallExpression): void => {
    const [first, ...others] = call.arguments;
    if (first?.form !== 'positional') return;
    const symbol = activationSymbolAt(bindings, first.value);
    if (symbol === undefined) return;
    callees.set(first.value, call);
    const parameters = withoutInput(symbol.parameters);
    hold(
      call,
      useOf(
        symbol,
        bindArguments(parameters, { arguments: others }, constant),
        call,
        first.value,
        'reference',
      ),
    );
  };

  const visitMethod = (call: CallExpression, scope: Scope): void => {
    if (call.callee.kind !== 'Attribute' || !frameworks.has('torch')) return;
    const { object, name } = call.callee;
    const symbol = tensorMethod(name);
    if (symbol === undefined || !mayBeTensor(object, scope, bindings)) return;
    const limit = symbol.parameters.filter((p) => p.keywordOnly !== true).length;
    if (call.arguments.filter((argument) => argument.form === 'positional').length > limit) return;
    const bound = bindArguments(symbol.parameters, call, constant);
    if (bound.unexpected.length > 0) return;
    const use = useOf(symbol, bound, call, call, 'method');
    const nameStart = call.callee.nameStart;
    hold(call, {
      ...use,
      place: { unit, start: nameStart, end: call.end },
      area: { unit, start: nameStart, end: call.end },
    });
  };

  /** Strings that a helper or a configuration passes on: `conv_block(x, activation='relu')`, `BertConfig(hidden_act='gelu_new')`. */
  const looseStrings = (call: CallExpression, callee: string | undefined): void => {
    for (const argument of call.arguments) {
      if (argument.name === undefined) continue;
      looseString(argument.name, argument.value, argument, callee);
    }
  };
  const looseString = (
    keyword: string,
    value: Expression,
    { start, end }: { readonly start: number; readonly end: number },
    callee: string | undefined,
  ): void => {
    const area = { unit, start, end };
    if (!activationKeywords.test(keyword)) return;
    const root = callee?.slice(0, (callee + '.').indexOf('.'));
    if (frameworks.has('transformers') && (root === undefined || root === 'transformers' || root === ''))
      named(value, value, area, callee ?? '', 'transformers', keyword);
    else if (
      frameworks.has('keras') &&
      (root === undefined || root === 'keras' || root === 'tf' || root === '')
    )
      named(value, value, area, callee ?? '', 'keras', keyword);
  };

  const visitReference = (expression: Expression, scope: Scope): void => {
    const call = callees.get(expression);
    const symbol = activationSymbolAt(bindings, expression);
    if (symbol !== undefined) {
      if (call !== undefined) return;
      const use = useOf(
        symbol,
        defaultArguments(withoutInput(symbol.parameters)),
        expression,
        expression,
        'reference',
      );
      hold(expression, use, symbol);
    } else {
      references.push({ expression, scope, call });
    }
  };

  const module = traverseUnit(unit, {
    expression: (expression, scope) => {
      if (expression.kind === 'Call') visitCall(expression, scope);
      else if (expression.kind === 'Name' || expression.kind === 'Attribute')
        visitReference(expression, scope);
      else if (
        expression.kind === 'Subscript' &&
        frameworks.has('transformers') &&
        isActivationTable(expression.object, bindings)
      )
        named(
          expression.index,
          expression,
          expression,
          'transformers.activations.ACT2FN',
          'transformers',
          undefined,
        );
    },
    parameterDefault: (name, value) => {
      looseString(name, value, value, undefined);
    },
  });

  for (const task of later) task();
  const uses = [...made.values()].map((holding) => holding.use);
  const pending: PendingName[] = [];
  for (const reference of references) {
    const held = heldBy(reference);
    if (held === 'module') {
      if (reference.expression.kind === 'Name')
        pending.push({
          name: reference.expression.id,
          expression: reference.expression,
          call: reference.call,
        });
      continue;
    }
    const holding = held == null ? undefined : made.get(held);
    if (holding !== undefined)
      uses.push(instanceUse(holding, reference.expression, reference.call, recogniser));
  }
  const holds = new Map<string, Holding | null>();
  for (const [name, value] of module.names)
    holds.set(name, (value === null ? undefined : made.get(value)) ?? null);
  return { uses: inSourceOrder(uses), symbols, holds, pending };
}

function heldBy({ expression, scope }: Reference): Expression | null | 'module' | undefined {
  if (expression.kind === 'Name') return heldName(scope, expression.id);
  if (expression.kind !== 'Attribute') return undefined;
  return classOfSelf(scope, expression.object)?.attributes.get(expression.name);
}

/** The use of a variable or attribute that holds an activation: its parameters stand where it was made, or in the call if it is a function. */
export function instanceUse(
  { use, callable }: Holding,
  expression: Expression,
  call: CallExpression | undefined,
  { bindings }: Recogniser,
): RecognisedUse {
  const place = call === undefined ? expression : call;
  if (call !== undefined && callable !== undefined) {
    const bound = bindArguments(callable.parameters, call, (e) => bindings.constant(e));
    return useOf(callable, bound, call, expression, callable.form);
  }
  return {
    ...use,
    form: 'instance',
    place: placeOf(expression),
    area: placeOf(place),
    holes: call === undefined ? [] : inputHoles(call, call.arguments[0]?.value),
    source: use.source,
  };
}

export function inSourceOrder(uses: readonly RecognisedUse[]): readonly RecognisedUse[] {
  return uses.toSorted((a, b) => a.place.start - b.place.start || b.place.end - a.place.end);
}

function useOf(
  symbol: ActivationSymbol,
  bound: BoundArguments,
  whole: Expression,
  callee: Expression,
  form: RecognisedUse['form'],
): RecognisedUse {
  const call = activationCall(symbol, bound);
  const parameterPlaces: Record<string, Place> = {};
  for (const [name, expression] of call.expressions) parameterPlaces[name] = placeOf(expression);
  const input = [...bound.byName.values()].find((b) => b.parameter.role === 'input')?.expression;
  return {
    id: call.activation,
    parameters: call.parameters,
    unknownParameters: call.unknownParameters,
    api: symbol.qualifiedName,
    framework: symbol.framework,
    form,
    place: placeOf(whole),
    area: placeOf(whole),
    holes: whole === callee ? [] : inputHoles(whole, input),
    parameterPlaces,
    source: sourceOf(whole),
  };
}

/** What computes the input is not part of the activation; a plain variable is too small to be worth leaving out. */
function inputHoles(whole: Place, input: Expression | undefined): readonly Place[] {
  if (input === undefined || input.kind === 'Name' || input.kind === 'Number') return [];
  return input.start >= whole.start && input.end <= whole.end ? [placeOf(input)] : [];
}

function activationSymbolAt(bindings: Bindings, expression: Expression): ActivationSymbol | undefined {
  if (expression.kind !== 'Name' && expression.kind !== 'Attribute') return undefined;
  const name = bindings.qualifiedName(expression);
  const symbol = name === undefined ? undefined : symbolOf(name);
  return symbol?.role === 'activation' ? symbol : undefined;
}

function withoutInput(parameters: readonly ApiParameter[]): readonly ApiParameter[] {
  return parameters.filter((parameter) => parameter.role !== 'input');
}

/** The whole argument, `activation='relu'`, that an expression is the value of. */
function argumentPlace(call: CallExpression, value: Expression): Place {
  const argument = call.arguments.find((candidate) => candidate.value === value) ?? value;
  return { unit: call.unit, start: argument.start, end: argument.end };
}

/** Modules, classes, `self` and what comes from imports are no tensors; everything else may be one. */
function mayBeTensor(object: Expression, scope: Scope, bindings: Bindings): boolean {
  if (object.kind === 'Name' && (object.id === 'self' || object.id === 'cls')) return false;
  if (object.kind === 'Call' && object.callee.kind === 'Name' && object.callee.id === 'super') return false;
  if (['String', 'Number', 'Constant', 'List', 'Tuple', 'Dictionary', 'Set'].includes(object.kind))
    return false;
  return classOfSelf(scope, object) === undefined && bindings.referent(object) === undefined;
}

function isActivationTable(object: Expression, bindings: Bindings): boolean {
  const name = bindings.qualifiedName(object);
  if (name !== undefined) return /(?:^|\.)ACT2(?:FN|CLS)$/.test(name);
  return object.kind === 'Name' && object.id === 'ACT2FN';
}
