/** What a model is called with where nothing in view says: an input of its own for each parameter. */
import type { Parameter, Place } from '../../python/syntax';
import { wordsOf } from '../../python/words';
import { findMember } from '../interpreter/classes';
import type { Machine } from '../machine/machine';
import { UNKNOWN, type FunctionValue, type ObjectValue, type Value } from '../machine/values';

/** One input per parameter of the method that runs, those with defaults excepted. */
export function inputsFor(
  machine: Machine,
  object: ObjectValue,
  site: Place,
): { positional: Value[]; keywords: Map<string, Value>; open: boolean } {
  const { frontEnd } = object.behaviour;
  const method =
    object.class === undefined
      ? undefined
      : [...(frontEnd?.callMethods ?? []), '__call__']
          .map((name) => (object.class === undefined ? undefined : findMember(machine, object.class, name)))
          .find((value) => value?.kind === 'function');
  if (method?.kind === 'function') return inputsOf(machine, method, site);
  return { positional: [inputNode(machine, 'input', site)], keywords: new Map(), open: false };
}

const inputNode = (machine: Machine, name: string, site: Place): Value =>
  machine.graph.operation('input', 'input', [], site, { arguments: { name } });

/** One input per parameter of a method, those with defaults excepted. */
export function inputsOf(
  machine: Machine,
  method: FunctionValue,
  site: Place,
): { positional: Value[]; keywords: Map<string, Value>; open: boolean } {
  const positional: Value[] = [];
  const keywords = new Map<string, Value>();
  const input = (name: string): Value => inputNode(machine, name, site);
  const parameters = method.definition.parameters.slice(1);
  const first = firstOfOptional(parameters);
  for (const parameter of parameters) {
    if (parameter.form === 'star') positional.push(input(parameter.name));
    else if (parameter.form === 'double-star') continue;
    else if (parameter.defaultValue === undefined) {
      if (parameter.form === 'keyword-only') keywords.set(parameter.name, input(parameter.name));
      else positional.push(input(parameter.name));
    } else if (parameter.defaultValue.kind === 'Constant' && parameter.defaultValue.value === null) {
      if (isMask.test(parameter.name) && parameter !== first && !followsMasks(machine)) continue;
      // An argument that may be left out: neither its presence nor its absence is taken for granted.
      keywords.set(
        parameter.name,
        parameter === first ? ranked(machine, input(first.name), first.name) : UNKNOWN,
      );
    }
  }
  return { positional, keywords, open: false };
}

/** What hides positions from attention: without it there are the same layers, and all of them are seen. */
const isMask = /(?:^|_)masks?$/;
/** With what code hides scores by hand: then the way with a mask is worth a look, too. */
const hiding: ReadonlySet<string> = new Set([
  'masked_fill',
  'masked_fill_',
  'where',
  'select',
  'inf',
  'finfo',
]);

const followsMasks = ({ bothWays, modules }: Machine): boolean =>
  bothWays || modules.main.module.units.some((unit) => wordsOf(unit).hasAny(hiding));

/** How many axes there are to what models of language, sight and hearing are given, by the names that all of them share. */
const axesByName: ReadonlyMap<string, number> = new Map([
  ['input_ids', 2],
  ['inputs_embeds', 3],
  ['pixel_values', 4],
  ['input_features', 3],
  ['input_values', 2],
]);

function ranked(machine: Machine, value: Value, name: string): Value {
  const axes = axesByName.get(name);
  if (axes !== undefined && value.kind === 'signal') machine.graph.noteRank(value.nodes, axes);
  return value;
}

/** Of a method that needs no argument at all, `forward(self, input_ids=None, …)`, the first is what it is given, or it would compute nothing. */
function firstOfOptional(parameters: readonly Parameter[]): Parameter | undefined {
  const [first] = parameters;
  const needsNone = parameters.every(
    ({ form, defaultValue }) => form === 'star' || form === 'double-star' || defaultValue !== undefined,
  );
  return needsNone && first?.form !== 'star' ? first : undefined;
}
