/** One activation as every framework has it: what its defaults are there, and how to write it so that the values are the same. */
import { activationById, evaluate } from '../activations/catalogue';
import type { ActivationParameters } from '../activations/activation';
import { largestDifference } from '../numerics/difference';
import { own } from '../own';
import { activationCall } from './activation-call';
import { lookUp, listedNames } from './registry';
import type { ActivationSymbol, ApiParameter, Framework } from './symbol';

export interface Counterpart {
  readonly framework: Framework;
  /** Canonical: `keras.layers.LeakyReLU`. */
  readonly api: string;
  readonly form: 'module' | 'function';
  /** What it is without arguments: catalogue id and parameters. */
  readonly id: string;
  readonly parameters: ActivationParameters;
  /** Parameters whose default differs from what is compared with, under the API's names. */
  readonly differing: readonly {
    readonly name: string;
    readonly here: number | boolean | null;
    readonly there: number | boolean | null;
  }[];
  /** Largest |Δf| between it with its defaults and what is compared with, on [−10, 10], and where; 0 where they are equal. */
  readonly distance: number;
  readonly at: number;
  /** Arguments that make it equal: `negative_slope=0.2`, empty where it is; undefined where none do. */
  readonly equalArguments: string | undefined;
}

/** Forms of one function under several ids. */
const kin: readonly (readonly string[])[] = [
  ['gelu', 'gelu_tanh'],
  ['relu', 'keras_relu'],
  ['hard_sigmoid', 'hard_sigmoid_keras2'],
];

const reach = 10;

/** In every framework that has it; for a framework's two forms both where their defaults differ, the one that is usual there first. */
export function counterparts(id: string, given: ActivationParameters): readonly Counterpart[] {
  const activation = activationById(id);
  if (activation === undefined) return [];
  const family = kin.find((ids) => ids.includes(id)) ?? [id];
  const wanted = evaluate(activation, given);
  const found: Counterpart[] = [];
  for (const symbol of symbolsOf(family)) {
    const { form } = symbol;
    if (form === 'method') continue;
    const usual = withDefaults(symbol, new Map());
    const there = usual && curveOf(usual.id, usual.parameters);
    if (usual === undefined || there === undefined) continue;
    const { distance, at } = largestDifference(wanted.value, there.value, -reach, reach);
    const other = { framework: symbol.framework, api: symbol.qualifiedName, form };
    const isKnown = found.some((one) => one.framework === other.framework && one.distance === distance);
    if (isKnown) continue;
    found.push({
      ...other,
      ...usual,
      differing: differences(symbol, usual, id, wanted.parameters),
      distance,
      at,
      equalArguments: distance === 0 ? '' : equalArguments(symbol, id, wanted),
    });
  }
  return found;
}

/** Frameworks that have an activation, of every id of the catalogue. */
export function frameworksByActivation(): ReadonlyMap<string, ReadonlySet<Framework>> {
  const found = new Map<string, Set<Framework>>();
  for (const symbol of activationSymbols())
    found.set(symbol.activation, (found.get(symbol.activation) ?? new Set()).add(symbol.framework));
  return found;
}

/** How code of a framework writes an activation without a tensor at hand; undefined where the framework has none. */
export function usualSymbol(id: string, framework: Framework): ActivationSymbol | undefined {
  const wanted = framework === 'torch' ? 'module' : 'function';
  const symbols = symbolsOf([id]).filter((symbol) => symbol.framework === framework);
  return symbols.find(({ form }) => form === wanted) ?? symbols.find(({ form }) => form !== 'method');
}

let known: readonly ActivationSymbol[] | undefined;
function activationSymbols(): readonly ActivationSymbol[] {
  return (known ??= listedNames().flatMap((name) => {
    const symbol = lookUp(name);
    return symbol?.role === 'activation' ? [symbol] : [];
  }));
}

/** Names that nobody writes first: in place, quantised, Keras' low-level operations. */
function isUnusual({ qualifiedName, inPlace, form }: ActivationSymbol): boolean {
  return (
    inPlace ||
    form === 'method' ||
    /\.(?:ao|quantized|ops|raw_ops|math)\.|_$|^torch\.[a-z]\w*$/.test(qualifiedName)
  );
}

function symbolsOf(ids: readonly string[]): readonly ActivationSymbol[] {
  const symbols = activationSymbols().filter((symbol) => ids.includes(symbol.activation));
  const usual = symbols.filter((symbol) => !isUnusual(symbol));
  return [...usual, ...symbols.filter(isUnusual)];
}

/** What a call is whose parameters take these values, all others their defaults; undefined where one is required and missing. */
function withDefaults(
  symbol: ActivationSymbol,
  values: ReadonlyMap<string, ApiParameter['default']>,
): { readonly id: string; readonly parameters: ActivationParameters } | undefined {
  const byName = new Map(
    symbol.parameters.map((parameter) => [
      parameter.name,
      {
        parameter,
        expression: undefined,
        value: values.has(parameter.name) ? values.get(parameter.name) : parameter.default,
      },
    ]),
  );
  const missing = symbol.parameters.some(
    ({ name, maps, required }) => maps !== undefined && required === true && !values.has(name),
  );
  if (missing && values.size > 0) return undefined;
  const { activation, parameters } = activationCall(symbol, { byName, incomplete: false, unexpected: [] });
  return { id: activation, parameters };
}

function curveOf(id: string, parameters: ActivationParameters) {
  const activation = activationById(id);
  return activation && evaluate(activation, parameters);
}

function differences(
  symbol: ActivationSymbol,
  usual: { readonly id: string; readonly parameters: ActivationParameters },
  id: string,
  wanted: ActivationParameters,
): Counterpart['differing'] {
  return symbol.parameters.flatMap(({ name, maps }) => {
    if (maps === 'variant')
      return usual.id === id ? [] : [{ name, here: id === 'gelu_tanh', there: usual.id === 'gelu_tanh' }];
    const here = maps === undefined ? undefined : own(wanted, maps);
    const there = maps === undefined ? undefined : (own(usual.parameters, maps) ?? defaultOf(usual.id, maps));
    return here === undefined || there === undefined || here === there ? [] : [{ name, here, there }];
  });
}

function defaultOf(id: string, name: string): number | boolean | null | undefined {
  return activationById(id)?.parameters.find((parameter) => parameter.name === name)?.default;
}

/** Found by asking for the wanted values, and held against them: undefined where the result is not the same function. */
function equalArguments(
  symbol: ActivationSymbol,
  id: string,
  wanted: { readonly parameters: ActivationParameters; readonly value: (x: number) => number },
): string | undefined {
  const values = new Map<string, ApiParameter['default']>();
  for (const { name, maps, default: usual } of symbol.parameters) {
    if (maps === undefined) continue;
    if (maps === 'variant') {
      const isTanh = id === 'gelu_tanh';
      values.set(name, typeof usual === 'string' ? (isTanh ? 'tanh' : 'none') : isTanh);
    } else {
      const value = own(wanted.parameters, maps);
      if (value !== undefined) values.set(name, value);
    }
  }
  const asked = withDefaults(symbol, values);
  const curve = asked && curveOf(asked.id, asked.parameters);
  if (curve === undefined || largestDifference(wanted.value, curve.value, -reach, reach).distance > 1e-12)
    return undefined;
  return symbol.parameters
    .flatMap(({ name, default: usual }) =>
      values.has(name) && values.get(name) !== usual ? [`${name}=${python(values.get(name))}`] : [],
    )
    .join(', ');
}

function python(value: ApiParameter['default']): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : 'None';
}
