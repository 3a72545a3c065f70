/** A loop of JAX's: `carry, ys = jax.lax.scan(step, carry, xs)`. */
import type { MadeTensor } from '../../../network/graph';
import { callValue } from '../../../network/interpreter/call';
import { numberOf } from '../../../network/machine/constants';
import { madeOf } from '../../../network/machine/given';
import type { Machine } from '../../../network/machine/machine';
import {
  NO_ARGUMENTS,
  UNKNOWN,
  list,
  positional,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { inOrder } from '../../../network/operations/arguments';
import { applyOperation } from '../../../network/operations/steps';
import type { Place } from '../../../python/syntax';

/** Rounds of a `scan` that are followed one by one: what a recurrence tends to is reached by then. */
const MOST_ROUNDS = 24;

/** `carry, ys = jax.lax.scan(step, carry, xs)`: the step, as often as there are rows where that is known. */
export function scanned(machine: Machine, given: CallArguments, site: Place): Value | undefined {
  const [step, init = UNKNOWN, rows = UNKNOWN] = inOrder(['f', 'init', 'xs'], given);
  // Over examples that are mapped one by one the rows stand on the second axis, which is not followed.
  if ((step?.kind !== 'function' && step?.kind !== 'bound') || machine.mapsExamples) return undefined;
  const shape = madeOf(rows)?.shape ?? shapeOfInput(machine, rows);
  const count = numberOf(given.keywords.get('length') ?? given.positional[3]) ?? shape?.[0];
  const rounds = typeof count === 'number' ? Math.min(count, MOST_ROUNDS) : 2;
  let carry = init;
  let output: Value = UNKNOWN;
  for (let round = 0; round < rounds; round += 1) {
    const row =
      rows.kind === 'signal'
        ? applyOperation(machine, { kind: 'split', name: 'slice' }, [rows], site, undefined, undefined, {
            name: 'getitem',
            given: positional(rows, { kind: 'scalar', value: round }),
          })
        : UNKNOWN;
    const result = callValue(machine, step, positional(carry, row), site);
    const parts = result.kind === 'list' ? result.elements : [];
    carry = parts[0] ?? UNKNOWN;
    output = parts[1] ?? UNKNOWN;
  }
  const stacked =
    output.kind === 'signal'
      ? applyOperation(machine, { kind: 'concat', name: 'stack' }, [output], site)
      : UNKNOWN;
  return list([carry, stacked], 'tuple');
}

/** Of what a model is called with, the lengths of its axes as the code states them. */
function shapeOfInput(machine: Machine, value: Value): MadeTensor['shape'] {
  const node = value.kind === 'signal' ? machine.graph.nodes[value.nodes[0] ?? -1] : undefined;
  const stated = node?.facts.kind === 'input' ? node.facts.call?.positional[0] : undefined;
  return stated?.kind === 'made' ? stated.tensor.shape : undefined;
}

/** What `nn.scan(Block, …)` gives, a class, and what making one gives. */
const SCANNED = 'flax.linen.ScannedClass';
const SCANNED_MODULE = 'flax.linen.ScannedModule';
/** More blocks than anybody writes; of so many one is followed. */
const MOST_BLOCKS = 64;

/** `nn.scan(Block, variable_axes={'params': 0}, length=4)`: so many blocks one behind the other, each with weights of its own; undefined for a loop over rows. */
export function scannedClass(machine: Machine, given: CallArguments, site: Place): Value | undefined {
  const [block = UNKNOWN] = given.positional;
  const length = given.keywords.get('length');
  const count = numberOf(length);
  const axes = given.keywords.get('variable_axes');
  const isApart = axes?.kind === 'dictionary' && axes.entries.has('sparams');
  if (!isApart || length === undefined || count === undefined || count < 2 || count > MOST_BLOCKS)
    return undefined;
  const scanned = machine.create(SCANNED, undefined, site);
  scanned.arguments.set('block', block).set('length', length);
  return scanned;
}

/** Making such a module, and calling it; undefined for any other object. */
export function callScanned(
  machine: Machine,
  { base, arguments: own }: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const block = own.get('block') ?? UNKNOWN;
  const length = own.get('length') ?? UNKNOWN;
  if (base === SCANNED) {
    const scanned = machine.create(SCANNED_MODULE, undefined, site);
    scanned.arguments
      .set('block', { kind: 'partial', callee: block, arguments: given })
      .set('length', length);
    return scanned;
  }
  if (base !== SCANNED_MODULE) return undefined;
  const [init = UNKNOWN, ...others] = given.positional;
  let carry = init;
  let output: Value = UNKNOWN;
  for (let round = 0; round < (numberOf(length) ?? 0); round += 1) {
    const made = callValue(machine, block, NO_ARGUMENTS, site);
    const result = callValue(machine, made, { ...given, positional: [carry, ...others] }, site);
    const parts = result.kind === 'list' ? result.elements : [];
    carry = parts[0] ?? UNKNOWN;
    output = parts[1] ?? UNKNOWN;
  }
  return list([carry, output], 'tuple');
}
