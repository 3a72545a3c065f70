/** An activation that is given as a value: a string, a function, a layer, a lambda. */
import { activationFromString, canonicalName, symbolOf } from '../../frameworks';
import type { Framework } from '../../frameworks/symbol';
import type { Place } from '../../python/syntax';
import { activationArguments } from '../operations/calls';
import { callValue, unfollowed } from '../interpreter/call';
import type { Machine } from '../machine/machine';
import { joinAll } from '../machine/join';
import { activationNode } from '../operations/steps';
import { positional, type ObjectValue, type Value } from '../machine/values';

/**
 * Applies an activation to a tensor. `place` is where it is named; `owner` the layer that applies it; `site` where that is called, if it
 * is nothing but the activation.
 */
export function applyActivation(
  machine: Machine,
  framework: Framework,
  activation: Value,
  input: Value,
  place: Place,
  owner: ObjectValue | undefined,
  api: string,
  site = place,
): Value {
  switch (activation.kind) {
    case 'scalar': {
      if (activation.value === null) return input;
      if (typeof activation.value !== 'string') break;
      const named = activationFromString(framework, activation.value);
      if (named === undefined) break;
      return argumentNode(machine, named.activation, named.parameters, input, place, owner, api, site);
    }
    case 'external': {
      const symbol = symbolOf(canonicalName(activation.name));
      if (symbol?.role !== 'activation' || symbol.form === 'module') break;
      const call = activationArguments(symbol, new Map());
      return argumentNode(
        machine,
        call.activation,
        call.parameters,
        input,
        place,
        owner,
        symbol.qualifiedName,
        site,
      );
    }
    case 'alternatives':
      return joinAll(
        machine,
        activation.options.map((option) =>
          applyActivation(machine, framework, option, input, place, owner, api, site),
        ),
      );
    case 'function':
    case 'partial':
    case 'object':
    case 'bound':
      return callValue(machine, activation, positional(input), place);
    default:
  }
  return unfollowed(machine, positional(input), place, api);
}

function argumentNode(
  machine: Machine,
  activation: string,
  parameters: Readonly<Record<string, number | boolean | null>>,
  input: Value,
  place: Place,
  owner: ObjectValue | undefined,
  qualifiedName: string,
  site: Place,
): Value {
  return activationNode(machine, {
    qualifiedName,
    activation,
    parameters,
    unknownParameters: [],
    form: 'argument',
    inPlace: false,
    inputs: [input],
    site,
    arguments: new Map(),
    owner,
    place,
  });
}
