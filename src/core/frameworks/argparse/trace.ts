/** Options of a program: `parser.add_argument('--act', default='ReLU')`, then `args.act`. Their texts are known as defaults, nothing else is. */
import type { FrontEnd } from '../../network/machine/front-end';
import type { Machine } from '../../network/machine/machine';
import type { Place } from '../../python/syntax';
import {
  UNKNOWN,
  byDefault,
  list,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';

const PARSER = 'argparse.ArgumentParser';
const parsing: ReadonlySet<string> = new Set(['parse_args', 'parse_known_args', 'parse_intermixed_args']);

/** The attribute that an option is kept in: `--hidden-act` is `hidden_act`. */
function destinationOf({ positional, keywords }: CallArguments): string | undefined {
  const dest = keywords.get('dest');
  if (dest?.kind === 'scalar' && typeof dest.value === 'string') return dest.value;
  const names = positional.flatMap((value) =>
    value.kind === 'scalar' && typeof value.value === 'string' ? [value.value] : [],
  );
  const name = names.find((one) => one.startsWith('--')) ?? names[0];
  return name?.replace(/^-+/, '').replaceAll('-', '_');
}

function addArgument(machine: Machine, parser: ObjectValue, given: CallArguments): void {
  const name = destinationOf(given);
  const value = given.keywords.get('default');
  if (name === undefined || value?.kind !== 'scalar' || typeof value.value !== 'string') return;
  machine.heap.set(parser.attributes, name, byDefault(value, name));
}

function parsed(machine: Machine, parser: ObjectValue, site: Place): ObjectValue {
  const options = machine.create('object', undefined, site);
  options.assumed = true;
  for (const [name, value] of parser.attributes) options.attributes.set(name, value);
  return options;
}

function callMethod(
  machine: Machine,
  parser: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (name === 'add_argument') {
    addArgument(machine, parser, given);
    return UNKNOWN;
  }
  if (/^add_(?:argument_group|mutually_exclusive_group)$/.test(name)) return parser;
  if (!parsing.has(name)) return UNKNOWN;
  const options = parsed(machine, parser, site);
  return name === 'parse_known_args' ? list([options, UNKNOWN], 'tuple') : options;
}

export const frontEnd: FrontEnd = {
  roots: ['argparse'],
  trains: true,
  callMethods: [],
  prepareMethods: [],
  isModelBase: () => false,
  hasClass: (name) => name === PARSER,
  fieldsAreParameters: () => false,
  callExternal: (machine, name, _given, site) =>
    name === PARSER ? machine.create(PARSER, undefined, site) : UNKNOWN,
  callObject: () => undefined,
  callMethod,
  initialize: () => undefined,
  attribute: () => undefined,
  isSubclass: (name, of) => name === of,
};
