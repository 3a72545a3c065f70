/** `with slim.arg_scope([slim.conv2d, slim.fully_connected], activation_fn=tf.nn.relu):` gives arguments to calls within. */
import { canonicalName, symbolOf } from '../..';
import type { Place } from '../../../python/syntax';
import { ARGUMENT_SCOPE, type Machine } from '../../../network/machine/machine';
import { UNKNOWN, type CallArguments, type ObjectValue, type Value } from '../../../network/machine/values';

/** Scopes around a scope that is handed on count with it: `with slim.arg_scope(…) as scope: return scope`. */
const OUTER = 'outer';
const FUNCTIONS = 'functions';

/** What the call gives: a scope of its own, or the one that it is handed. */
export function argumentScope(machine: Machine, given: CallArguments, site: Place): Value {
  const functions = given.keywords.get('list_ops_or_scope') ?? given.positional[0] ?? UNKNOWN;
  if (functions.kind === 'object' && functions.base === ARGUMENT_SCOPE) return functions;
  const scope = machine.create(ARGUMENT_SCOPE, undefined, site);
  scope.arguments.set(FUNCTIONS, functions);
  const outer = machine.argumentScopes.at(-1);
  if (outer !== undefined) scope.attributes.set(OUTER, outer);
  for (const [name, value] of given.keywords) scope.attributes.set(`:${name}`, value);
  return scope;
}

/** Scopes within each other that are asked. */
const MOST_SCOPES = 16;

/** A call's arguments with those that the scopes around it give, innermost first. */
export function withScopes(machine: Machine, layer: string, given: CallArguments): CallArguments {
  const innermost = machine.argumentScopes.at(-1);
  if (innermost === undefined) return given;
  const keywords = new Map(given.keywords);
  let scopes = 0;
  const add = (scope: ObjectValue): void => {
    scopes += 1;
    if (scopes > MOST_SCOPES) return;
    if (isFor(scope, layer))
      for (const [name, value] of scope.attributes)
        if (name.startsWith(':') && !keywords.has(name.slice(1))) keywords.set(name.slice(1), value);
    const outer = scope.attributes.get(OUTER);
    if (outer?.kind === 'object') add(outer);
  };
  for (const scope of [...machine.argumentScopes].reverse()) add(scope);
  return { ...given, keywords };
}

function isFor({ arguments: own }: ObjectValue, layer: string): boolean {
  const functions = own.get(FUNCTIONS);
  const listed = functions?.kind === 'list' ? functions.elements : functions === undefined ? [] : [functions];
  return listed.some(
    (one) => one.kind === 'external' && symbolOf(canonicalName(one.name))?.qualifiedName === layer,
  );
}
