/** Activations that a string names: arguments of layers, of configurations and helpers, and look-ups in a table. */
import type { Bindings } from '../python/names';
import { placeOf } from '../python/place';
import type { CallExpression, Expression, Place, SubscriptExpression } from '../python/syntax';
import { activationFromString } from './strings';
import type { BoundArguments, Framework, LayerSymbol } from './symbol';
import { sourceOf, type RecognisedUse } from './use';

/** A use and the expression that makes it, which a name may hold. */
export interface StringUse {
  readonly maker: Expression;
  readonly use: RecognisedUse;
}

interface Naming {
  /** The string. */
  readonly value: Expression;
  /** What is underlined, and held by a name: the string itself or the call around it. */
  readonly maker: Expression;
  readonly area: Place;
  /** Canonical name of what takes the string. */
  readonly taker: string;
  readonly keyword: string | undefined;
  readonly framework: Framework;
  readonly generation?: 2 | 3 | undefined;
}

function stringUse(naming: Naming): readonly StringUse[] {
  const { value, maker, area, taker, keyword, framework, generation } = naming;
  if (value.kind !== 'String' || value.value === undefined) return [];
  const found = activationFromString(framework, value.value, taker, generation);
  if (found === undefined) return [];
  const argument = `${keyword === undefined ? '' : `${keyword}=`}'${value.value}'`;
  const use: RecognisedUse = {
    id: found.activation,
    parameters: found.parameters,
    unknownParameters: [],
    api: `${taker} ${argument}`.trim(),
    framework,
    form: 'string',
    place: placeOf(maker),
    area,
    holes: [],
    parameterPlaces: {},
    parameterInsertions: {},
    source: sourceOf(maker),
  };
  return [{ maker, use }];
}

/** `Dense(8, activation='relu')`, `nn.RNN(…, nonlinearity='relu')`; the whole call for `Activation('relu')`, which is nothing else. */
export function layerStrings(
  layer: LayerSymbol,
  call: CallExpression,
  bound: BoundArguments,
  generation: 2 | 3 | undefined,
): readonly StringUse[] {
  const whole = layer.role === 'activation-layer';
  return [...bound.byName.values()].flatMap(({ parameter, expression }) =>
    parameter.role !== 'activation' || expression === undefined
      ? []
      : stringUse({
          value: expression,
          maker: whole ? call : expression,
          area: whole ? placeOf(call) : argumentPlace(call, expression),
          taker: layer.qualifiedName,
          keyword: parameter.name,
          framework: layer.framework,
          generation,
        }),
  );
}

const getters: ReadonlyMap<string, Framework> = new Map<string, Framework>([
  ['keras.activations.get', 'keras'],
  ['keras.activations.deserialize', 'keras'],
  ['transformers.activations.get_activation', 'transformers'],
]);

/** `keras.activations.get('relu')`; undefined when the call is no such function. */
export function getterString(
  name: string,
  call: CallExpression,
  generation: 2 | 3 | undefined,
): readonly StringUse[] | undefined {
  const framework = getters.get(name);
  const value = call.arguments[0]?.value;
  if (framework === undefined || value === undefined) return undefined;
  return stringUse({
    value,
    maker: call,
    area: placeOf(call),
    taker: name,
    keyword: undefined,
    framework,
    generation,
  });
}

/** `ACT2FN['gelu']`. */
export function tableString(subscript: SubscriptExpression, bindings: Bindings): readonly StringUse[] {
  const { object, index: value } = subscript;
  const name = bindings.qualifiedName(object) ?? (object.kind === 'Name' ? object.id : '');
  if (!/(?:^|\.)ACT2(?:FN|CLS)$/.test(name)) return [];
  const taker = 'transformers.activations.ACT2FN';
  return stringUse({
    value,
    maker: subscript,
    area: placeOf(subscript),
    taker,
    keyword: undefined,
    framework: 'transformers',
  });
}

/** Keywords of configuration classes and helpers that take the name of an activation. */
const activationKeywords = /^(?:hidden_act|activation_function|activation|[a-z]+_activation|act_fn)$/;

/**
 * Strings that a helper or a configuration passes on: `conv_block(x, activation='relu')`, `BertConfig(hidden_act='gelu_new')`. The taker is
 * one of the document's own, or belongs to the framework whose names these are; other packages have names of their own.
 */
export function passedString(
  keyword: string,
  value: Expression,
  area: Place,
  taker: string | undefined,
  frameworks: ReadonlySet<Framework>,
): readonly StringUse[] {
  if (!activationKeywords.test(keyword)) return [];
  const root = taker?.slice(0, (taker + '.').indexOf('.')) ?? '';
  const framework =
    frameworks.has('transformers') && (root === '' || root === 'transformers')
      ? 'transformers'
      : frameworks.has('keras') && (root === '' || root === 'keras' || root === 'tf')
        ? 'keras'
        : undefined;
  if (framework === undefined) return [];
  return stringUse({ value, maker: value, area, taker: taker ?? '', keyword, framework });
}

/** The whole argument, `activation='relu'`, that an expression is the value of. */
export function argumentPlace(call: CallExpression, value: Expression): Place {
  const argument = call.arguments.find((candidate) => candidate.value === value) ?? value;
  return placeOf(call, argument);
}
